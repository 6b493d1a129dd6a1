import type { Secret } from '../../base/index.js';

/** How a principal proves who it is. */
export type PrincipalCredential =
  | { readonly kind: 'password'; readonly password: Secret<string> }
  /** `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`, as pg_authid.rolpassword holds it. */
  | { readonly kind: 'scram'; readonly verifier: Secret<string> }
  /** For development: no proof, but only from a loopback address. */
  | { readonly kind: 'trust_loopback' };

/** Port: who may connect. Asked once for each login, so a reload counts from the next login on. */
export interface PrincipalDirectory {
  find(name: string): PrincipalCredential | null;
}
