import { GatewayError } from '../../errors/index.js';
import { BodyReader } from '../body-reader.js';

/** What a connection's first packet asks for. These packets have no type byte: length, then a code. */
export type StartupPacket =
  | { readonly kind: 'ssl_request' }
  | { readonly kind: 'gssenc_request' }
  | { readonly kind: 'cancel_request'; readonly processId: number; readonly secretKey: Buffer }
  | StartupMessage;

export interface StartupMessage {
  readonly kind: 'startup';
  /** As asked for: 3.0 is 0, 3.2 is 2; a client may ask for more than there is. */
  readonly minor: number;
  /** All of them, `_pq_.` options aside, in the order they came. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Names of protocol options, with their `_pq_.`. */
  readonly protocolOptions: readonly string[];
}

/** Codes of pqcomm.h: major number 1234, which is no version. */
const CANCEL_REQUEST = 80877102;
const SSL_REQUEST = 80877103;
const GSSENC_REQUEST = 80877104;
/** Longest key of protocol 3.2, docs "CancelRequest". */
const SECRET_KEY_BYTES_MAX = 256;

/**
 * @param packet one whole packet, length field included
 * @throws GatewayError for a version that is not spoken, or a broken packet
 */
export function decodeStartupPacket(packet: Buffer): StartupPacket {
  const body = new BodyReader(packet, 4, packet.length);
  const code = packet.length < 8 ? 0 : body.uint32();
  if (code === SSL_REQUEST && body.isAtEnd) return { kind: 'ssl_request' };
  if (code === GSSENC_REQUEST && body.isAtEnd) return { kind: 'gssenc_request' };
  if (code === CANCEL_REQUEST) return decodeCancelRequest(body, packet.length);
  const major = code >>> 16;
  const minor = code & 0xffff;
  if (major !== 3) {
    const message = `unsupported frontend protocol ${major}.${minor}: server supports 3.0 to 3.2`;
    throw new GatewayError('protocol_violation', message, { sqlstate: '0A000' });
  }
  const parameters = new Map<string, string>();
  const protocolOptions: string[] = [];
  for (;;) {
    if (body.isAtEnd) throw invalidLayout();
    const name = cstring(body);
    if (name === '') break;
    const value = cstring(body);
    if (name.startsWith('_pq_.')) protocolOptions.push(name);
    else parameters.set(name, value);
  }
  if (!body.isAtEnd) throw invalidLayout();
  return { kind: 'startup', minor, parameters, protocolOptions };
}

function decodeCancelRequest(body: BodyReader, packetBytes: number): StartupPacket {
  const keyBytes = packetBytes - 12;
  if (keyBytes < 4 || keyBytes > SECRET_KEY_BYTES_MAX) {
    throw new GatewayError('protocol_violation', 'invalid length of cancel request packet');
  }
  return { kind: 'cancel_request', processId: body.int32(), secretKey: body.bytes(keyBytes) };
}

function cstring(body: BodyReader): string {
  try {
    return body.cstring();
  } catch {
    throw invalidLayout();
  }
}

function invalidLayout(): GatewayError {
  return new GatewayError('protocol_violation', 'invalid startup packet layout: expected terminator as last byte');
}
