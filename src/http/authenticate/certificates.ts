import { TLSSocket } from 'node:tls';
import type { CertificateCredential, HttpCredential } from './credentials.js';

/** The principal whose certificate the client has shown; null when it is nobody's, or none that the authorities vouch for. */
export function certificatePrincipal(socket: unknown, credentials: ReadonlyMap<string, HttpCredential>): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return null;
  const sha256 = shown.fingerprint256.replaceAll(':', '').toLowerCase();
  const names = alternativeNames(shown.subjectAltName ?? '');
  for (const [principal, { certificate }] of credentials) {
    if (certificate !== null && isMeant(certificate, sha256, names)) return principal;
  }
  return null;
}

/**
 * The names in Node's text of them. One with a comma or a quote in it is written as a JSON string there, so that it is not taken for
 * several; no principal is called like that.
 */
export function alternativeNames(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(?:^|, )((?:[^,"]|"(?:[^"\\]|\\.)*")+)(?=, |$)/gy)].map(([, name]) => name ?? ''));
}

function isMeant(certificate: CertificateCredential, sha256: string, names: ReadonlySet<string>): boolean {
  return certificate.kind === 'fingerprint' ? certificate.sha256 === sha256 : names.has(certificate.name);
}
