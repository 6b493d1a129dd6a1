/** How one principal proves who it is over HTTP. Any one of these is enough. */
export interface HttpCredential {
  /** SHA-256 of its API key, hexadecimal. */
  readonly apiKeySha256: string | null;
  readonly token: TokenCredential | null;
  readonly certificate: CertificateCredential | null;
  /** For development: who comes from this machine and shows nothing may be it, when there is no other such principal. */
  readonly trustsLoopback: boolean;
}

/** A JSON Web Token (RFC 7519). */
export interface TokenCredential {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's keys are (RFC 7517). */
  readonly jwks: string;
  /** The claim that names the principal, and what it must hold. */
  readonly claim: string;
  readonly value: string;
  readonly algorithms: readonly string[];
}

/** A client's certificate that an authority of the listener's has signed. */
export type CertificateCredential =
  /** SHA-256 of the certificate, hexadecimal. */
  | { readonly kind: 'fingerprint'; readonly sha256: string }
  /** One of its subject alternative names, with its kind: `DNS:app.example`. */
  | { readonly kind: 'name'; readonly name: string };
