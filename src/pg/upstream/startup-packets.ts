/** Packets without a type byte. pg-protocol's own startup speaks 3.0 only, and its cancel knows keys of four bytes only. */

const CANCEL_REQUEST_CODE = 80877102;

/** StartupMessage. Names and values hold no NUL: the caller has taken them from NUL-terminated strings, or made them. */
export function encodeStartup(minor: 0 | 2, parameters: ReadonlyMap<string, string>): Buffer {
  const strings = [...parameters].map(([name, value]) => `${name}\0${value}\0`).join('');
  const body = Buffer.from(`${strings}\0`, 'utf8');
  const packet = Buffer.allocUnsafe(8 + body.length);
  packet.writeInt32BE(packet.length, 0);
  packet.writeInt16BE(3, 4);
  packet.writeInt16BE(minor, 6);
  body.copy(packet, 8);
  return packet;
}

/** CancelRequest; the key has 4 bytes in protocol 3.0, and up to 256 in 3.2. */
export function encodeCancel(processId: number, secretKey: Buffer): Buffer {
  const packet = Buffer.allocUnsafe(12 + secretKey.length);
  packet.writeInt32BE(packet.length, 0);
  packet.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  packet.writeInt32BE(processId, 8);
  secretKey.copy(packet, 12);
  return packet;
}
