import { GatewayError } from '../../errors/index.js';
import { isLoopbackAddress } from './loopback.js';
import type { PrincipalCredential } from './principal.js';
import { type ScramMechanism, ScramServer } from './scram-server.js';
import type { ScramVerifier, ScramVerifiers } from './scram-verifier.js';

/** A message from the client: its type as a character, and what follows the length. */
export interface AuthenticationFrame {
  readonly type: string;
  readonly body: Buffer;
}

/** Port: the client's connection, for as long as it authenticates. */
export interface AuthenticationIo {
  send(bytes: Buffer): void;
  /** The next frame. Rejects when the client went away, took too long, or sent a longer one than `authenticationFrameBytesMax`. */
  receive(): Promise<AuthenticationFrame>;
}

export interface ClientLogin {
  /** The principal's name as the client gave it, without the purpose. Shown to the client in the error. */
  readonly name: string;
  /** Null when nobody has that name. */
  readonly credential: PrincipalCredential | null;
  /** The client's own address; empty on a Unix socket. */
  readonly address: string;
  /** `endPointBinding` of the certificate that this client was shown; null without TLS, or when the certificate has none. */
  readonly binding: Buffer | null;
}

/** PG_MAX_SASL_MESSAGE_LENGTH of PostgreSQL: no message of an authentication is longer. */
export const authenticationFrameBytesMax = 1024;

const NAME_CHARACTERS_MAX = 63;

/**
 * Finds out whether the client is who it says, and tells it so with AuthenticationOk. A name that nobody has goes through
 * the same messages and fails at the same place as a wrong password.
 *
 * @throws GatewayError `authentication` when it is not, and `protocol_violation`, `authorization` or `not_supported` as
 *   PostgreSQL does; the caller sends it and closes. What `receive` rejects with passes through.
 */
export async function authenticateClient(
  io: AuthenticationIo,
  login: ClientLogin,
  verifiers: ScramVerifiers,
): Promise<void> {
  const { credential, address } = login;
  if (credential?.kind === 'trust_loopback' && isLoopbackAddress(address)) {
    io.send(authentication(OK));
    return;
  }
  const known = credential === null || credential.kind === 'trust_loopback' ? null : credential;
  const verifier: ScramVerifier = known === null ? verifiers.mock(login.name) : await verifiers.of(login.name, known);
  await exchange(io, login, verifier, known === null);
}

async function exchange(
  io: AuthenticationIo,
  login: ClientLogin,
  verifier: ScramVerifier,
  doomed: boolean,
): Promise<void> {
  const offered: readonly ScramMechanism[] =
    login.binding === null ? ['SCRAM-SHA-256'] : ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'];
  io.send(authentication(SASL, Buffer.from(`${offered.join('\0')}\0\0`)));
  const initial = initialResponse(await saslResponse(io));
  const mechanism = offered.find((one) => one === initial.mechanism);
  if (mechanism === undefined) {
    throw new GatewayError('protocol_violation', 'client selected an invalid SASL authentication mechanism');
  }
  const scram = new ScramServer({ mechanism, binding: login.binding, verifier, doomed });
  let clientFirst = initial.response;
  if (clientFirst === null) {
    io.send(authentication(SASL_CONTINUE));
    clientFirst = await saslResponse(io);
  }
  io.send(authentication(SASL_CONTINUE, Buffer.from(scram.answerFirst(text(clientFirst)))));
  const serverFinal = scram.answerFinal(text(await saslResponse(io)));
  if (serverFinal === null) throw failed(login.name);
  io.send(Buffer.concat([authentication(SASL_FINAL, Buffer.from(serverFinal)), authentication(OK)]));
}

/** PostgreSQL's own words, with its quotes: drivers and people look for them. */
function failed(name: string): GatewayError {
  // The name is the client's: it must not break a log line.
  const shown = name.replace(/\p{C}/gu, '?').slice(0, NAME_CHARACTERS_MAX);
  return new GatewayError('authentication', `password authentication failed for user "${shown}"`);
}

async function saslResponse(io: AuthenticationIo): Promise<Buffer> {
  const { type, body } = await io.receive();
  if (type !== 'p') throw new GatewayError('protocol_violation', 'expected SASL response, got another message');
  if (body.length > authenticationFrameBytesMax) throw new GatewayError('protocol_violation', 'invalid message length');
  return body;
}

/** SASLInitialResponse: the mechanism's name, Int32 length or -1, that many bytes. */
function initialResponse(body: Buffer): { readonly mechanism: string; readonly response: Buffer | null } {
  const end = body.indexOf(0);
  if (end === -1 || body.length < end + 5) throw new GatewayError('protocol_violation', 'invalid message format');
  const mechanism = body.toString('latin1', 0, end);
  const length = body.readInt32BE(end + 1);
  const response = body.subarray(end + 5);
  if (length === -1 ? response.length !== 0 : response.length !== length) {
    throw new GatewayError('protocol_violation', 'invalid message format');
  }
  return { mechanism, response: length === -1 ? null : response };
}

function text(message: Buffer): string {
  const decoded = message.toString('utf8');
  // Bytes that are no UTF-8 would be signed as something else than the client did.
  if (message.length === 0 || message.includes(0) || !Buffer.from(decoded, 'utf8').equals(message)) {
    throw new GatewayError('protocol_violation', 'malformed SCRAM message');
  }
  return decoded;
}

const OK = 0;
const SASL = 10;
const SASL_CONTINUE = 11;
const SASL_FINAL = 12;

/** An `R` message: Int32 what, and its data. Docs: PostgreSQL "Message Formats". */
function authentication(what: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const frame = Buffer.allocUnsafe(9 + data.length);
  frame.write('R', 0, 'latin1');
  frame.writeInt32BE(8 + data.length, 1);
  frame.writeInt32BE(what, 5);
  data.copy(frame, 9);
  return frame;
}
