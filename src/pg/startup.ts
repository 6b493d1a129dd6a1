import type { Socket } from 'node:net';
import { GatewayError } from '../errors/index.js';
import {
  decodeStartupPacket,
  STARTUP_PACKET_BYTES_MAX,
  type StartupMessage,
  type StartupPacket,
} from '../pgwire/index.js';
import { Intake } from './intake.js';
import type { ListenerTls } from './tls.js';

/** `disable`: plain text. `prefer`: what the client asks for. `require`: TLS. */
export type ClientTlsMode = 'disable' | 'prefer' | 'require';

export interface ClientTls {
  readonly mode: ClientTlsMode;
  /** Null when, and only when, the mode is `disable`. */
  readonly tls: ListenerTls | null;
}

/** The client's connection while it logs in. `socket` is what to speak to now: it changes when TLS begins. */
export interface Arrival {
  socket: Socket;
  intake: Intake;
  encrypted: boolean;
  /** tls-server-end-point; null without TLS. */
  binding: Buffer | null;
  /** Fails whatever is being read, now and after TLS has begun. */
  failure: Error | null;
}

/** What came, once transport is settled. Null: nothing that wants an answer (HTTP, a PROXY header). */
export type FirstPacket = StartupMessage | Extract<StartupPacket, { kind: 'cancel_request' }> | null;

const TLS_HANDSHAKE = 0x16;
const YES = Buffer.from('S');
const NO = Buffer.from('N');

export function arrive(socket: Socket): Arrival {
  return { socket, intake: new Intake(socket), encrypted: false, binding: null, failure: null };
}

/**
 * Settles the transport (docs: PostgreSQL "SSL Session Encryption" and "GSSAPI Session Encryption" in "Message Flow") and
 * reads the first packet that is not about it.
 *
 * @throws GatewayError to be said, and ClientGone
 */
export async function receiveFirstPacket(arrival: Arrival, { mode, tls }: ClientTls): Promise<FirstPacket> {
  let sslAsked = false;
  let gssAsked = false;
  for (;;) {
    const first = await arrival.intake.peek(1);
    if (first[0] === TLS_HANDSHAKE && !arrival.encrypted && !sslAsked && !gssAsked && tls !== null) {
      await encrypt(arrival, tls, true);
      sslAsked = true;
      continue;
    }
    const packet = await receivePacket(arrival.intake);
    if (packet === null) return null;
    switch (packet.kind) {
      case 'ssl_request':
        if (sslAsked) throw unexpected();
        sslAsked = true;
        refuseStrayBytes(arrival.intake, 'SSL');
        arrival.socket.write(tls === null ? NO : YES);
        if (tls !== null) await encrypt(arrival, tls, false);
        break;
      case 'gssenc_request':
        if (gssAsked || arrival.encrypted) throw unexpected();
        gssAsked = true;
        refuseStrayBytes(arrival.intake, 'GSSAPI encryption');
        arrival.socket.write(NO);
        break;
      case 'cancel_request':
        return packet;
      case 'startup':
        if (mode === 'require' && !arrival.encrypted) {
          throw new GatewayError('authorization', 'this gateway takes encrypted connections only', {
            hint: 'connect with `sslmode=require` or stricter',
          });
        }
        return packet;
      default:
        return packet satisfies never;
    }
  }
}

async function receivePacket(intake: Intake): Promise<StartupPacket | null> {
  const lengthBytes = await intake.peek(4);
  if (isForeign(lengthBytes)) return null;
  const length = lengthBytes.readUInt32BE(0);
  if (length < 8 || length > STARTUP_PACKET_BYTES_MAX) {
    throw new GatewayError('protocol_violation', 'invalid length of startup packet');
  }
  return decodeStartupPacket(await intake.take(length));
}

/**
 * Another protocol: an HTTP method, a PROXY header (both versions), TLS where none is spoken; or a Terminate, of a driver that
 * was told to end before it had begun. Its sender reads no errors of ours.
 */
function isForeign(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  return /^[A-Z]{3}[A-Z ]$/.test(text) || text === '\r\n\r\n' || text === 'X\0\0\0' || bytes[0] === TLS_HANDSHAKE;
}

/** Bytes behind the request would be read as encrypted, though anybody may have put them there (CVE-2021-23214). */
function refuseStrayBytes(intake: Intake, what: 'SSL' | 'GSSAPI encryption'): void {
  if (intake.buffered === 0) return;
  throw new GatewayError('protocol_violation', `received unencrypted data after ${what} request`, {
    detail: 'this could be either a client-software bug or evidence of an attempted man-in-the-middle attack',
  });
}

async function encrypt(arrival: Arrival, tls: ListenerTls, direct: boolean): Promise<void> {
  const rest = arrival.intake.release();
  if (rest.length > 0) arrival.socket.unshift(rest);
  const secured = await tls.accept(arrival.socket, direct);
  arrival.socket = secured.socket;
  arrival.binding = secured.binding;
  arrival.encrypted = true;
  arrival.intake = new Intake(secured.socket);
  if (arrival.failure !== null) arrival.intake.fail(arrival.failure);
}

function unexpected(): GatewayError {
  return new GatewayError('protocol_violation', 'unexpected request for encryption');
}
