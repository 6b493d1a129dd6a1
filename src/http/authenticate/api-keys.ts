import { hash, timingSafeEqual } from 'node:crypto';
import type { HttpCredential } from './credentials.js';

/**
 * Principals by the SHA-256 of their API keys. What is looked up is a digest, of which nobody can choose the first half to try
 * out the second; what is found is compared in constant time.
 */
export class ApiKeys {
  readonly #principals = new Map<string, { readonly principal: string; readonly digest: Buffer }>();

  constructor(credentials: ReadonlyMap<string, HttpCredential>) {
    for (const [principal, { apiKeySha256 }] of credentials) {
      if (apiKeySha256 === null) continue;
      this.#principals.set(apiKeySha256, { principal, digest: Buffer.from(apiKeySha256, 'hex') });
    }
  }

  find(key: string): string | null {
    const digest = hash('sha256', key, 'hex');
    const known = this.#principals.get(digest);
    return known !== undefined && timingSafeEqual(known.digest, Buffer.from(digest, 'hex')) ? known.principal : null;
  }
}
