import { hkdfSync, randomBytes } from 'node:crypto';
import { Secret } from '../base/index.js';
import type { PrincipalCredential, ScramVerifiers } from '../pg/index.js';
import type { Settings } from '../settings/index.js';

/** How each principal that may connect over PostgreSQL's protocol proves who it is. */
export function credentialsFrom(settings: Settings): ReadonlyMap<string, PrincipalCredential> {
  const credentials = new Map<string, PrincipalCredential>();
  for (const [name, { auth }] of settings.principals) {
    if (auth.trustsLoopback) credentials.set(name, { kind: 'trust_loopback' });
    else if (auth.scram !== null) credentials.set(name, { kind: 'scram', verifier: auth.scram });
    else if (auth.password !== null) credentials.set(name, { kind: 'password', password: auth.password });
  }
  return credentials;
}

/** Derives what logins are checked against ahead, so that a first login takes no longer than one of a name nobody has. */
export async function prepareVerifiers(
  verifiers: ScramVerifiers,
  credentials: ReadonlyMap<string, PrincipalCredential>,
): Promise<void> {
  for (const [name, credential] of credentials) {
    if (credential.kind !== 'trust_loopback') await verifiers.of(name, credential);
  }
}

/**
 * What salts are made of: the same after a restart and in every replica when there is a pseudonym key to derive it from,
 * new for each process otherwise.
 */
export function saltSecretFrom(settings: Settings): Secret<Buffer> {
  const [key] = settings.keys.pseudonym;
  if (key === undefined) return new Secret(randomBytes(32));
  return new Secret(Buffer.from(hkdfSync('sha256', key.secret.reveal(), Buffer.alloc(0), 'damask scram salts', 32)));
}
