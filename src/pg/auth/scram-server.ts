import { randomBytes, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../errors/index.js';
import { decodeBase64, hmacSha256, isScramPrintable, SCRAM_KEY_BYTES, sha256, xor } from './scram-keys.js';
import type { ScramVerifier } from './scram-verifier.js';

export type ScramMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-256-PLUS';

export interface ScramServerOptions {
  readonly mechanism: ScramMechanism;
  /** tls-server-end-point of the certificate that this connection was shown; null: PLUS was not offered. */
  readonly binding: Buffer | null;
  readonly verifier: ScramVerifier;
  /** No proof will do: the verifier stands for a name that nobody has. */
  readonly doomed: boolean;
  /** For tests. */
  readonly nonce?: string;
}

const NONCE_BYTES = 18;
const ATTRIBUTE = /^[A-Za-z]=[^,]*$/;

/**
 * The server's side of one SCRAM exchange, messages in and out, with PostgreSQL's errors. RFC 5802, 7677; PostgreSQL docs,
 * "SASL Authentication". Messages are UTF-8 text of bounded length (the caller's business).
 *
 *     client-first → answerFirst → server-first;  client-final → answerFinal → server-final | null
 */
export class ScramServer {
  readonly #options: ScramServerOptions;
  #gs2Header = '';
  #clientFirstBare = '';
  #serverFirst = '';
  #nonce = '';

  constructor(options: ScramServerOptions) {
    this.#options = options;
  }

  /** @throws GatewayError `protocol_violation`, `authorization` or `not_supported`. */
  answerFirst(clientFirst: string): string {
    // gs2-header = flag "," [authzid] ","
    const match = /^([^,]*),([^,]*),(.*)$/su.exec(clientFirst);
    if (match === null) throw malformed('the gs2 header has no end');
    const [, flag = '', authzid = '', bare = ''] = match;
    this.#checkBindingFlag(flag);
    if (authzid !== '') {
      throw new GatewayError('not_supported', 'client uses authorization identity, but it is not supported');
    }
    this.#gs2Header = `${flag},,`;
    this.#clientFirstBare = bare;
    const clientNonce = nonceIn(bare);
    const { verifier, nonce } = this.#options;
    this.#nonce = `${clientNonce}${nonce ?? randomBytes(NONCE_BYTES).toString('base64')}`;
    this.#serverFirst = `r=${this.#nonce},s=${verifier.salt.toString('base64')},i=${verifier.iterations}`;
    return this.#serverFirst;
  }

  /**
   * @returns server-final-message, or null when the proof does not fit.
   * @throws GatewayError `protocol_violation` or `authorization`.
   */
  answerFinal(clientFinal: string): string | null {
    // channel-binding "," nonce ["," extensions] "," proof
    const match = /^(c=([^,]*),r=([^,]*)((?:,[^,]*)*)),p=([^,]*)$/s.exec(clientFinal);
    if (match === null) throw malformed('client-final-message is not of the expected form');
    const [, withoutProof = '', binding = '', nonce = '', extensions = '', proofText = ''] = match;
    if (
      extensions !== '' &&
      !extensions
        .slice(1)
        .split(',')
        .every((one) => ATTRIBUTE.test(one))
    ) {
      throw malformed('attribute expected');
    }
    this.#checkBinding(binding);
    if (nonce !== this.#nonce) throw invalid('nonce does not match');
    const proof = decodeBase64(proofText, SCRAM_KEY_BYTES);
    if (proof?.length !== SCRAM_KEY_BYTES) throw malformed('malformed proof in client-final-message');
    const { verifier, doomed } = this.#options;
    const authMessage = `${this.#clientFirstBare},${this.#serverFirst},${withoutProof}`;
    const clientKey = xor(proof, hmacSha256(verifier.storedKey, authMessage));
    // Both are worked out for a doomed login too: it must take the same time.
    const fits = timingSafeEqual(sha256(clientKey), verifier.storedKey);
    const signature = hmacSha256(verifier.serverKey, authMessage);
    return fits && !doomed ? `v=${signature.toString('base64')}` : null;
  }

  #checkBindingFlag(flag: string): void {
    const { mechanism, binding } = this.#options;
    const plus = mechanism === 'SCRAM-SHA-256-PLUS';
    if (flag === 'n' || flag === 'y') {
      if (plus)
        throw malformed('the client selected SCRAM-SHA-256-PLUS, but its message includes no channel binding data');
      // It would have bound, and was made to believe that we can't: somebody in between took PLUS off the list.
      if (flag === 'y' && binding !== null) {
        throw new GatewayError('authorization', 'SCRAM channel binding negotiation error', {
          detail: 'the client supports SCRAM channel binding but thinks the server does not; this server does',
        });
      }
      return;
    }
    if (!flag.startsWith('p=')) throw malformed('unexpected channel-binding flag');
    if (!plus)
      throw malformed('the client selected SCRAM-SHA-256 without channel binding, but its message includes it');
    if (flag !== 'p=tls-server-end-point') {
      throw new GatewayError('protocol_violation', 'unsupported SCRAM channel-binding type');
    }
  }

  #checkBinding(sent: string): void {
    const { binding, mechanism } = this.#options;
    const data = mechanism === 'SCRAM-SHA-256-PLUS' && binding !== null ? binding : Buffer.alloc(0);
    const expected = Buffer.concat([Buffer.from(this.#gs2Header), data]).toString('base64');
    if (sent === expected) return;
    if (mechanism === 'SCRAM-SHA-256-PLUS')
      throw new GatewayError('authorization', 'SCRAM channel binding check failed');
    throw invalid('unexpected SCRAM channel-binding attribute in client-final-message');
  }
}

/** client-first-message-bare = [reserved-mext ","] "n=" user "," "r=" nonce ["," extensions]; the user is not looked at. */
function nonceIn(bare: string): string {
  if (bare.startsWith('m=')) {
    throw new GatewayError('not_supported', 'client requires an unsupported SCRAM extension');
  }
  const [user = '', nonce = '', ...extensions] = bare.split(',');
  if (!user.startsWith('n=') || !nonce.startsWith('r=')) throw malformed('attribute expected');
  if (!extensions.every((one) => ATTRIBUTE.test(one))) throw malformed('attribute expected');
  const value = nonce.slice(2);
  if (!isScramPrintable(value)) throw new GatewayError('protocol_violation', 'non-printable characters in SCRAM nonce');
  return value;
}

function malformed(detail: string): GatewayError {
  return new GatewayError('protocol_violation', 'malformed SCRAM message', { detail });
}

function invalid(detail: string): GatewayError {
  return new GatewayError('protocol_violation', 'invalid SCRAM response', { detail });
}
