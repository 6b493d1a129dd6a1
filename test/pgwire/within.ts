/** A message in the middle of other bytes: what a decoder sees, and must not read past. */
export function within(frame: Buffer): [Buffer, number, number] {
  return [Buffer.concat([Buffer.from('before'), frame, Buffer.from('after\0')]), 6, 6 + frame.length];
}
