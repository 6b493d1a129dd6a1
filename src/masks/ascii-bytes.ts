/** How many bytes longer an AsciiMask may make a text. */
export const asciiSpareBytes = 16;

/** Copies [from, end) of `bytes` to `at` of `into`, and answers where that ends. Short runs: a call for each costs more. */
export function copyBytes(bytes: Uint8Array, from: number, end: number, into: Uint8Array, at: number): number {
  let to = at;
  for (let index = from; index < end; index += 1, to += 1) into[to] = bytes[index] as number;
  return to;
}

/** Writes `byte` so often at `at`, and answers where that ends. */
export function fillBytes(into: Uint8Array, at: number, count: number, byte: number): number {
  for (let index = at; index < at + count; index += 1) into[index] = byte;
  return at + count;
}

/** May the byte stand in a JSON string, or between quotes of most kinds, as it is? */
export const isPlainByte = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
