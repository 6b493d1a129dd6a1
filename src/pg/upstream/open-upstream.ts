import type { Socket } from 'node:net';
import { GatewayError } from '../../errors/index.js';
import { Authentication } from './authenticate.js';
import { connectUpstream, type Interruption } from './connect.js';
import { FrameReader } from './frame-reader.js';
import { refusalFrom } from './refusal.js';
import { brokenProtocol, frameBody, frameType, readCString, type ServerFrame } from './server-frame.js';
import { encodeStartup } from './startup-packets.js';
import type { UpstreamTarget } from './target.js';

/** libpq takes no message longer than this before a login is through, but for errors: those it takes up to 30,000. */
const LOGIN_FRAME_BYTES_MAX = 32 * 1024;
/** Everything that may come between AuthenticationOk and ReadyForQuery, notices of login triggers included. */
const GREETING_BYTES_MAX = 1024 * 1024;
const SECRET_KEY_BYTES_MAX = 256;

/** What to ask of the server for one connection. */
export interface UpstreamLogin {
  readonly database: string;
  /** Run-time parameters for the startup message. Their values are never logged. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The newest minor version of protocol 3 that the owner of the link understands. */
  readonly protocolMinor: 0 | 2;
}

/** A connection that is logged in and ready for a query. */
export interface UpstreamLink {
  /** Paused, and without listeners but one for `error` that does nothing. The owner ends it. */
  readonly socket: Socket;
  readonly processId: number;
  /** 4 bytes in protocol 3.0, up to 256 in 3.2; empty when the server gave none. */
  readonly secretKey: Buffer;
  /** What the server agreed to. */
  readonly protocolMinor: 0 | 2;
  /** ParameterStatus and NoticeResponse frames as they came; BackendKeyData and ReadyForQuery are left out. */
  readonly greeting: Buffer;
  readonly parameterStatus: ReadonlyMap<string, string>;
  /** What came behind the first ReadyForQuery; most often nothing. */
  readonly rest: Buffer;
}

/**
 * Connects, secures, logs in.
 *
 * @throws UpstreamRefusal when the server refused what the client asked for: its ErrorResponse may be relayed.
 * @throws GatewayError `upstream_unavailable` or `upstream_refused` for everything else, `shutting_down` on abort.
 */
export async function openUpstream(
  target: UpstreamTarget,
  login: UpstreamLogin,
  signal?: AbortSignal,
): Promise<UpstreamLink> {
  const { interruption, stop } = watch(target.connectTimeoutMs, signal);
  let socket: Socket | null = null;
  try {
    socket = await connectUpstream(target, interruption);
    return await logIn(socket, target, login, interruption);
  } catch (error) {
    socket?.destroy();
    throw error;
  } finally {
    stop();
  }
}

/** Its timer is the deadline of the whole login: a server that trickles bytes does not move it. */
export function watch(timeoutMs: number, signal?: AbortSignal): { interruption: Interruption; stop: () => void } {
  let raise: (error: GatewayError) => void = () => {};
  const raised = new Promise<never>((_, reject) => {
    raise = reject;
  });
  // Nobody may be waiting when it is raised.
  raised.catch(() => {});
  const timer = setTimeout(() => {
    raise(new GatewayError('upstream_unavailable', 'the store did not answer in time'));
  }, timeoutMs);
  const onAbort = (): void =>
    raise(new GatewayError('shutting_down', 'the connection to the store is no longer wanted'));
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return {
    interruption: { raised },
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

async function logIn(
  socket: Socket,
  target: UpstreamTarget,
  login: UpstreamLogin,
  interruption: Interruption,
): Promise<UpstreamLink> {
  const reader = new FrameReader(socket, LOGIN_FRAME_BYTES_MAX);
  interruption.raised.catch((error: GatewayError) => reader.fail(error));
  // The login's own two names win over whatever a client put there.
  const parameters = new Map(login.parameters).set('user', target.user).set('database', login.database);
  socket.write(encodeStartup(login.protocolMinor, parameters));
  const protocolMinor = await authenticate(reader, new Authentication(target, socket), login.protocolMinor);
  const greeting = await readGreeting(reader);
  return { socket, protocolMinor, ...greeting, rest: reader.release() };
}

/** Runs to AuthenticationOk. Returns the protocol's minor version that both speak. */
async function authenticate(reader: FrameReader, authentication: Authentication, asked: 0 | 2): Promise<0 | 2> {
  let minor = asked;
  while (!authentication.done) {
    const frame = await reader.next();
    switch (frameType(frame)) {
      case 'R':
        await authentication.take(frame);
        break;
      case 'v':
        minor = negotiated(frame, asked);
        break;
      case 'E':
        throw refusalFrom(frame);
      case 'N':
        break;
      default:
        throw brokenProtocol('a message came before the login was through');
    }
  }
  return minor;
}

/** NegotiateProtocolVersion: Int32 newest version, Int32 count of options it doesn't know, their names. We send no options. */
function negotiated(frame: ServerFrame, asked: 0 | 2): 0 | 2 {
  const body = frameBody(frame);
  if (body.length < 8) throw brokenProtocol('its protocol version is malformed');
  // PostgreSQL sends the whole code, others the minor version alone.
  const minor = body.readInt32BE(0) & 0xffff;
  if (minor > asked || body.readInt32BE(4) !== 0) throw brokenProtocol('it negotiates what was not asked for');
  return minor >= 2 ? 2 : 0;
}

type Greeting = Pick<UpstreamLink, 'processId' | 'secretKey' | 'greeting' | 'parameterStatus'>;

async function readGreeting(reader: FrameReader): Promise<Greeting> {
  const kept: Buffer[] = [];
  const parameterStatus = new Map<string, string>();
  let bytes = 0;
  let processId = 0;
  let secretKey: Buffer = Buffer.alloc(0);
  for (;;) {
    const frame = await reader.next();
    const body = frameBody(frame);
    switch (frameType(frame)) {
      case 'S': {
        const name = readCString(body, 0);
        parameterStatus.set(name.text, readCString(body, name.next).text);
        kept.push(frame);
        bytes += frame.length;
        break;
      }
      case 'N':
        kept.push(frame);
        bytes += frame.length;
        break;
      case 'K':
        if (body.length < 8 || body.length > 4 + SECRET_KEY_BYTES_MAX)
          throw brokenProtocol('its cancel key has an impossible length');
        processId = body.readInt32BE(0);
        secretKey = Buffer.from(body.subarray(4));
        break;
      case 'Z':
        return { processId, secretKey, parameterStatus, greeting: Buffer.concat(kept) };
      case 'E':
        throw refusalFrom(frame);
      default:
        throw brokenProtocol('a message came before the first ReadyForQuery');
    }
    if (bytes > GREETING_BYTES_MAX) throw brokenProtocol('its greeting has no end');
  }
}
