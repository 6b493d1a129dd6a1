import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { HttpCredential } from './credentials.js';

/**
 * Principals by their API keys. What is looked up is an HMAC of the key's digest under a secret of this process: how long a
 * look-up takes tells nothing of how much of a key was right.
 */
export class ApiKeys {
  readonly #secret = randomBytes(32);
  readonly #principals = new Map<string, string>();

  constructor(credentials: ReadonlyMap<string, HttpCredential>) {
    for (const [principal, { apiKeySha256 }] of credentials) {
      if (apiKeySha256 !== null) this.#principals.set(this.#blind(apiKeySha256), principal);
    }
  }

  find(key: string): string | null {
    return this.#principals.get(this.#blind(createHash('sha256').update(key, 'utf8').digest('hex'))) ?? null;
  }

  #blind(digest: string): string {
    return createHmac('sha256', this.#secret).update(digest).digest('base64');
  }
}
