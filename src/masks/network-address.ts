/** An inet or cidr value. PostgreSQL docs, "Network Address Types". */
export interface NetworkAddress {
  readonly version: 4 | 6;
  /** 32 or 128 bits. */
  readonly bits: bigint;
  readonly prefix: number;
}

const widths = { 4: 32, 6: 128 } as const;

/** Reads what PostgreSQL prints, and every other full form of an address; null for anything else. */
export function parseNetwork(text: string): NetworkAddress | null {
  const match = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text);
  if (match === null) return null;
  const [, address = '', length] = match;
  const version = address.includes(':') ? 6 : 4;
  const bits = version === 6 ? parseV6(address) : parseV4(address);
  const prefix = length === undefined ? widths[version] : Number(length);
  return bits === null || prefix > widths[version] ? null : { version, bits, prefix };
}

/** inet leaves out a prefix that covers the whole address; cidr never does. */
export function printNetwork({ version, bits, prefix }: NetworkAddress, typname: string): string {
  const address = version === 6 ? printV6(bits) : printV4(bits);
  return typname !== 'cidr' && prefix === widths[version] ? address : `${address}/${prefix}`;
}

/** The network that the address lies in, no narrower than `prefix` bits. */
export function networkOf(address: NetworkAddress, prefix: number): NetworkAddress {
  const kept = Math.min(address.prefix, prefix);
  const dropped = BigInt(widths[address.version] - kept);
  return { ...address, bits: (address.bits >> dropped) << dropped, prefix: kept };
}

function parseV4(text: string): bigint | null {
  if (!/^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text)) return null;
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function parseV6(text: string): bigint | null {
  const words = unmixed(text);
  if (words === null) return null;
  const sides = words.split('::').map((side) => (side === '' ? [] : side.split(':')));
  const missing = 8 - sides.flat().length;
  if (sides.length > 2 || (sides.length === 1 ? missing !== 0 : missing < 1)) return null;
  const zeros = Array.from({ length: missing }, () => '0');
  const all = sides.reduce((left, right) => left.concat(zeros, right));
  if (!all.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))) return null;
  return all.reduce((bits, word) => (bits << 16n) | BigInt(`0x${word}`), 0n);
}

/** `::ffff:1.2.3.4` with its last part as two words. */
function unmixed(text: string): string | null {
  const cut = text.lastIndexOf(':') + 1;
  if (!text.includes('.')) return text;
  const bits = parseV4(text.slice(cut));
  return bits === null ? null : `${text.slice(0, cut)}${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
}

function printV4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => ((bits >> shift) & 0xffn).toString()).join('.');
}

/** The longest run of two or more zero words is left out; an address that wraps an IPv4 one shows it. */
function printV6(bits: bigint): string {
  const words = Array.from({ length: 8 }, (_, index) => (bits >> BigInt(112 - 16 * index)) & 0xffffn);
  const run = longestZeros(words);
  if (run.start === 0 && wrapsV4(words, run.length)) {
    return `${run.length === 5 ? '::ffff:' : '::'}${printV4(bits & 0xffffffffn)}`;
  }
  const hex = (part: readonly bigint[]) => part.map((word) => word.toString(16)).join(':');
  if (run.length < 2) return hex(words);
  return `${hex(words.slice(0, run.start))}::${hex(words.slice(run.start + run.length))}`;
}

/** As in PostgreSQL's src/port/inet_net_ntop.c. */
function wrapsV4(words: readonly bigint[], zeros: number): boolean {
  return zeros === 6 || (zeros === 7 && words[7] !== 1n) || (zeros === 5 && words[5] === 0xffffn);
}

function longestZeros(words: readonly bigint[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  let current = { start: 0, length: 0 };
  for (const [index, word] of words.entries()) {
    current = word === 0n ? { ...current, length: current.length + 1 } : { start: index + 1, length: 0 };
    if (current.length > best.length) best = current;
  }
  return best;
}
