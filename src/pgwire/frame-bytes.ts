/** One whole message: type, length, body. */
export function frameBytes(type: number, ...body: readonly Buffer[]): Buffer {
  let length = 4;
  for (const part of body) length += part.length;
  const frame = Buffer.allocUnsafe(1 + length);
  frame[0] = type;
  frame.writeUInt32BE(length, 1);
  let at = 5;
  for (const part of body) at += part.copy(frame, at);
  return frame;
}

export function int32Bytes(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** The text with a NUL behind it. A NUL within ends it: the wire has no way to say one. */
export function cstringBytes(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): Buffer {
  const nul = text.indexOf('\0');
  return Buffer.from(`${nul < 0 ? text : text.slice(0, nul)}\0`, encoding);
}
