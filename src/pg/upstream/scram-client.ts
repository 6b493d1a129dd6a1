import { randomBytes, timingSafeEqual } from 'node:crypto';
import { LruMap, type Secret } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import {
  decodeBase64,
  deriveScramKeys,
  hmacSha256,
  isScramPrintable,
  SCRAM_ITERATIONS_MAX,
  SCRAM_KEY_BYTES,
  type ScramKeys,
  xor,
} from '../auth/scram-keys.js';
import { brokenProtocol } from './server-frame.js';

/** No field of an honest server comes near these: PostgreSQL's nonce has 24 characters more than ours, its salt 16 bytes. */
const SERVER_MESSAGE_CHARACTERS_MAX = 4096;
const SALT_BYTES_MAX = 1024;
const NONCE_BYTES = 18;

export interface ScramClientOptions {
  readonly password: Secret<string>;
  /** As the server sent them. */
  readonly mechanisms: readonly string[];
  /** tls-server-end-point of the server's certificate, or null on a plain connection or when there is none. */
  readonly binding: Buffer | null;
  readonly channelBinding: 'disable' | 'prefer' | 'require';
  /** For tests. */
  readonly nonce?: string;
}

/** One SCRAM-SHA-256(-PLUS) login towards a server. RFC 5802, 7677; PostgreSQL docs, "SASL Authentication". */
export class ScramClient {
  readonly mechanism: 'SCRAM-SHA-256' | 'SCRAM-SHA-256-PLUS';
  readonly #password: Secret<string>;
  readonly #gs2Header: string;
  readonly #bindingData: Buffer;
  readonly #nonce: string;
  #expected: { readonly serverSignature: Buffer } | null = null;

  /** @throws GatewayError when the server offers no mechanism that will do. */
  constructor(options: ScramClientOptions) {
    const { binding, channelBinding, mechanisms } = options;
    const bound = channelBinding !== 'disable' && binding !== null && mechanisms.includes('SCRAM-SHA-256-PLUS');
    if (channelBinding === 'require' && !bound) {
      throw new GatewayError('upstream_refused', 'the store offers no channel binding, and it is required');
    }
    if (!bound && !mechanisms.includes('SCRAM-SHA-256')) {
      throw new GatewayError('upstream_refused', 'the store offers no SASL mechanism that the gateway speaks');
    }
    this.mechanism = bound ? 'SCRAM-SHA-256-PLUS' : 'SCRAM-SHA-256';
    this.#password = options.password;
    // `y` says: I could have bound, you did not offer. A server that did offer knows then that somebody took it away.
    const couldHave = channelBinding !== 'disable' && binding !== null;
    this.#gs2Header = bound ? 'p=tls-server-end-point,,' : couldHave ? 'y,,' : 'n,,';
    this.#bindingData = bound && binding !== null ? binding : Buffer.alloc(0);
    this.#nonce = options.nonce ?? randomBytes(NONCE_BYTES).toString('base64');
  }

  /** client-first-message. The user name is empty: PostgreSQL takes the startup message's. */
  first(): string {
    return `${this.#gs2Header}${this.#firstBare()}`;
  }

  /**
   * server-first-message → client-final-message.
   *
   * @throws GatewayError when the message is not what a server may say.
   */
  async final(serverFirst: string): Promise<string> {
    const { nonce, salt, iterations } = parseServerFirst(serverFirst);
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length)
      throw brokenProtocol('its nonce is not fresh');
    const keys = await cachedKeys(this.#password, salt, iterations);
    const binding = Buffer.concat([Buffer.from(this.#gs2Header), this.#bindingData]).toString('base64');
    const withoutProof = `c=${binding},r=${nonce}`;
    const authMessage = `${this.#firstBare()},${serverFirst},${withoutProof}`;
    const proof = xor(keys.clientKey, hmacSha256(keys.storedKey, authMessage));
    this.#expected = { serverSignature: hmacSha256(keys.serverKey, authMessage) };
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  /**
   * server-final-message: the server proves that it knows the password's keys too.
   *
   * @throws GatewayError when it does not.
   */
  verify(serverFinal: string): void {
    const signature = /^v=([^,]*)(?:,|$)/.exec(serverFinal.slice(0, SERVER_MESSAGE_CHARACTERS_MAX))?.[1];
    const bytes = signature === undefined ? null : decodeBase64(signature, SCRAM_KEY_BYTES);
    const expected = this.#expected?.serverSignature;
    if (bytes?.length !== SCRAM_KEY_BYTES || expected === undefined || !timingSafeEqual(bytes, expected)) {
      throw new GatewayError('upstream_refused', 'the store could not prove that it knows the gateway’s password');
    }
  }

  #firstBare(): string {
    return `n=,r=${this.#nonce}`;
  }
}

interface ServerFirst {
  readonly nonce: string;
  readonly salt: Buffer;
  readonly iterations: number;
}

/** `r=nonce,s=salt,i=iterations` and perhaps extensions; a mandatory one (`m=`) would come first and is refused. */
function parseServerFirst(message: string): ServerFirst {
  if (message.length > SERVER_MESSAGE_CHARACTERS_MAX) throw brokenProtocol('a SASL message is too long');
  const match = /^r=([^,]+),s=([^,]+),i=([1-9][0-9]{0,9})(?:,.*)?$/.exec(message);
  const nonce = match?.[1] ?? '';
  const salt = decodeBase64(match?.[2] ?? '', SALT_BYTES_MAX);
  const iterations = Number(match?.[3]);
  if (match === null || !isScramPrintable(nonce) || salt === null) throw brokenProtocol('a SASL message is malformed');
  if (iterations > SCRAM_ITERATIONS_MAX) throw brokenProtocol('it asks for too many SCRAM iterations');
  return { nonce, salt, iterations };
}

const KEYS_PER_PASSWORD_MAX = 16;
/** What was derived is kept as long as the password's Secret lives: a pool's logins then cost microseconds. */
const derived = new WeakMap<Secret<string>, LruMap<string, Promise<ScramKeys>>>();

function cachedKeys(password: Secret<string>, salt: Buffer, iterations: number): Promise<ScramKeys> {
  let keys = derived.get(password);
  if (keys === undefined) {
    keys = new LruMap(KEYS_PER_PASSWORD_MAX);
    derived.set(password, keys);
  }
  const name = `${iterations}:${salt.toString('base64')}`;
  let entry = keys.get(name);
  if (entry === undefined) {
    entry = deriveScramKeys(password.reveal(), salt, iterations);
    keys.set(name, entry);
  }
  return entry;
}
