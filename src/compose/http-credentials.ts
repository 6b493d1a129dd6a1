import type { HttpCredential } from '../http/index.js';
import type { Settings } from '../settings/index.js';

/** How each principal that may connect over HTTP proves who it is. */
export function httpCredentialsFrom(settings: Settings): ReadonlyMap<string, HttpCredential> {
  const credentials = new Map<string, HttpCredential>();
  for (const [name, { auth }] of settings.principals) {
    const token = auth.jwt === null ? null : { ...auth.jwt, value: auth.jwt.value ?? name };
    const { apiKeySha256, certificate, trustsLoopback } = auth;
    if (apiKeySha256 === null && token === null && certificate === null && !trustsLoopback) continue;
    credentials.set(name, { apiKeySha256, token, certificate, trustsLoopback });
  }
  return credentials;
}
