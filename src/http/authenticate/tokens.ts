import { createRemoteJWKSet, decodeJwt, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { HttpCredential, TokenCredential } from './credentials.js';

/** A key set is asked for anew when it is this old, or when a token names a key that it has not; not oftener than the pause. */
const KEYS_AGE_MAX_MS = 600_000;
const KEYS_PAUSE_MS = 30_000;
const KEYS_TIMEOUT_MS = 5_000;
/** Clocks differ. */
const CLOCK_TOLERANCE_S = 30;
const TOKEN_LENGTH_MAX = 8_192;

export interface TokensOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Principals by the tokens of identity providers (RFC 7519, 8725). */
export class Tokens {
  readonly #now: () => number;
  readonly #trusted: readonly (TokenCredential & { readonly principal: string })[];
  /** By address: principals of one issuer share its keys. */
  readonly #keySets = new Map<string, JWTVerifyGetKey>();

  constructor(credentials: ReadonlyMap<string, HttpCredential>, options: TokensOptions) {
    this.#now = options.now;
    this.#trusted = [...credentials].flatMap(([principal, { token }]) =>
      token === null ? [] : [{ ...token, principal }],
    );
    for (const { jwks } of this.#trusted) {
      if (this.#keySets.has(jwks)) continue;
      const options = {
        cacheMaxAge: KEYS_AGE_MAX_MS,
        cooldownDuration: KEYS_PAUSE_MS,
        timeoutDuration: KEYS_TIMEOUT_MS,
      };
      this.#keySets.set(jwks, createRemoteJWKSet(new URL(jwks), options));
    }
  }

  /** The principal whose token this is; null when it is nobody's, or can't be verified for whatever reason. */
  async find(token: string): Promise<string | null> {
    if (this.#trusted.length === 0 || token.length > TOKEN_LENGTH_MAX || token.split('.').length !== 3) return null;
    // What is not verified yet only chooses whose keys are asked; everything it says is verified below.
    const claimed = readUnverified(token);
    if (claimed === null) return null;
    const meant = this.#trusted.filter(
      ({ issuer, claim, value }) => claimed.iss === issuer && Object.hasOwn(claimed, claim) && claimed[claim] === value,
    );
    for (const credential of meant) if (await this.#verifies(token, credential)) return credential.principal;
    return null;
  }

  async #verifies(token: string, credential: TokenCredential): Promise<boolean> {
    const keys = this.#keySets.get(credential.jwks);
    if (keys === undefined) return false;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: credential.issuer,
        audience: credential.audience,
        algorithms: [...credential.algorithms],
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(this.#now()),
      });
      return payload[credential.claim] === credential.value;
    } catch {
      return false;
    }
  }
}

function readUnverified(token: string): JWTPayload | null {
  try {
    return decodeJwt(token);
  } catch {
    return null;
  }
}
