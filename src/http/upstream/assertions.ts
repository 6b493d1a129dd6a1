import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { type Clock, fewRandomBytes, type Secret } from '../../base/index.js';

/** The header under which a service finds it. */
export const assertionHeader = 'x-gateway-assertion';

/** As long as one holds; clocks differ, and a request is on its way for no longer. */
const HOLDS_S = 60;
const ID_BYTES = 12;

/** What is asked of the service, as it is sent. */
interface AssertedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body: Buffer | null;
}

/**
 * Proves to a service that a request came through the gateway: a JSON Web Token (RFC 7519; HS256) for this one request. A
 * service that requires it can not be asked by whoever goes around the gateway.
 *
 *     { iss: "damask", aud: the store's name, iat, exp, jti, htm: method, htu: path and query, body_sha256 }
 */
export class Assertions {
  readonly #key: KeyObject;
  readonly #audience: string;
  readonly #clock: Clock;

  constructor(secret: Secret<Buffer>, audience: string, clock: Clock) {
    this.#key = createSecretKey(secret.reveal());
    this.#audience = audience;
    this.#clock = clock;
  }

  /** For one sending of the request: none is made twice. */
  of({ method, path, body }: AssertedRequest): string {
    const now = Math.floor(this.#clock.now() / 1000);
    const claims = {
      iss: 'damask',
      aud: this.#audience,
      iat: now,
      exp: now + HOLDS_S,
      jti: fewRandomBytes(ID_BYTES).toString('base64url'),
      htm: method,
      htu: path,
      ...(body === null ? {} : { body_sha256: createHash('sha256').update(body).digest('base64url') }),
    };
    const signed = `${head}.${encode(claims)}`;
    return `${signed}.${createHmac('sha256', this.#key).update(signed).digest('base64url')}`;
  }
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const head = encode({ alg: 'HS256', typ: 'JWT' });
