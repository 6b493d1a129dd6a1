import type { Secret } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import type { PrincipalCredential } from './principal.js';
import { decodeBase64, deriveScramKeys, hmacSha256, SCRAM_ITERATIONS_MAX, SCRAM_KEY_BYTES } from './scram-keys.js';

/** What a server keeps of a password: enough to check a proof, not enough to make one. RFC 5802, section 3. */
export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** PostgreSQL's scram_iterations and SCRAM_DEFAULT_SALT_LEN. */
const ITERATIONS_DEFAULT = 4096;
const SALT_BYTES = 16;
const SALT_BYTES_MAX = 256;

/**
 * Reads PostgreSQL's own spelling of a stored verifier.
 *
 * @throws GatewayError `invalid_parameter`; it shows nothing of the text.
 */
export function parseScramVerifier(text: string): ScramVerifier {
  const match = /^SCRAM-SHA-256\$([1-9][0-9]{0,9}):([^$:]+)\$([^$:]+):([^$:]+)$/.exec(text);
  const iterations = Number(match?.[1]);
  const salt = decodeBase64(match?.[2] ?? '', SALT_BYTES_MAX);
  const storedKey = decodeBase64(match?.[3] ?? '', SCRAM_KEY_BYTES);
  const serverKey = decodeBase64(match?.[4] ?? '', SCRAM_KEY_BYTES);
  const whole = storedKey?.length === SCRAM_KEY_BYTES && serverKey?.length === SCRAM_KEY_BYTES;
  if (match === null || salt === null || !whole || iterations > SCRAM_ITERATIONS_MAX) {
    throw new GatewayError(
      'invalid_parameter',
      'a scram secret is not of the form `SCRAM-SHA-256$iterations:salt$stored:server`',
    );
  }
  return { iterations, salt, storedKey, serverKey };
}

export interface ScramVerifiersOptions {
  /**
   * What salts are made of. Principals with a password and names that nobody has get theirs the same way, so that a salt
   * tells nothing. Must be the same in every worker process behind one port, and had better survive a restart: else the
   * salt of a name that nobody has changes where a stored verifier's does not.
   */
  readonly saltSecret: Secret<Buffer>;
  readonly iterations?: number;
}

/**
 * The verifiers of all principals, made when first needed and kept as long as their credential: a second login derives
 * nothing. A credential is known by its Secret object, so a reload that makes new ones starts anew.
 */
export class ScramVerifiers {
  readonly #saltSecret: Secret<Buffer>;
  readonly #iterations: number;
  readonly #made = new WeakMap<Secret<string>, Map<string, Promise<ScramVerifier>>>();

  constructor(options: ScramVerifiersOptions) {
    this.#saltSecret = options.saltSecret;
    this.#iterations = options.iterations ?? ITERATIONS_DEFAULT;
  }

  /**
   * The verifier that a login is checked against. Calling it ahead for every principal with a password (at start and after
   * a reload) takes the derivation's milliseconds out of the first login, where they would tell that the name exists.
   *
   * @throws GatewayError when a stored verifier is malformed.
   */
  of(name: string, credential: Exclude<PrincipalCredential, { kind: 'trust_loopback' }>): Promise<ScramVerifier> {
    const secret = credential.kind === 'password' ? credential.password : credential.verifier;
    let byName = this.#made.get(secret);
    if (byName === undefined) {
      byName = new Map();
      this.#made.set(secret, byName);
    }
    let verifier = byName.get(name);
    if (verifier === undefined) {
      verifier =
        credential.kind === 'password'
          ? this.#derive(name, secret)
          : (async () => parseScramVerifier(secret.reveal()))();
      byName.set(name, verifier);
    }
    return verifier;
  }

  /** A verifier that no password fits, for a name that nobody has: its salt is always the same, as a real one's is. */
  mock(name: string): ScramVerifier {
    const secret = this.#saltSecret.reveal();
    return {
      iterations: this.#iterations,
      salt: this.#salt(name),
      storedKey: hmacSha256(secret, `stored\0${name}`),
      serverKey: hmacSha256(secret, `server\0${name}`),
    };
  }

  /** How much work a derivation asks of a client, and what salt it is told, is known before the derivation is done. */
  challenge(name: string): Pick<ScramVerifier, 'iterations' | 'salt'> {
    return { iterations: this.#iterations, salt: this.#salt(name) };
  }

  async #derive(name: string, password: Secret<string>): Promise<ScramVerifier> {
    const { iterations, salt } = this.challenge(name);
    const { storedKey, serverKey } = await deriveScramKeys(password.reveal(), salt, iterations);
    return { iterations, salt, storedKey, serverKey };
  }

  #salt(name: string): Buffer {
    return hmacSha256(this.#saltSecret.reveal(), `salt\0${name}`).subarray(0, SALT_BYTES);
  }
}
