import type { Random } from '../oracle/random.js';

/** A change of a text or of bytes that a program might make, or someone who looks for a hole. */
export function mutate(bytes: Buffer, others: readonly Buffer[], random: Random): Buffer {
  let changed = bytes;
  for (
    let times = random.weighted([
      [6, 1],
      [3, 2],
      [1, 8],
    ]);
    times > 0;
    times -= 1
  ) {
    changed = random.pick(ways)(changed, random.pick(others), random);
  }
  return changed.subarray(0, bytesMax);
}

const bytesMax = 16_384;

type Way = (bytes: Buffer, other: Buffer, random: Random) => Buffer;

const ways: readonly Way[] = [flip, put, cut, repeat, splice, exchange];

function flip(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[random.integer(0, copy.length - 1)] = random.integer(0, 255);
  return copy;
}

/** Bytes that mean something to a scanner or a framer. */
const telling = [
  '\0',
  "'",
  '"',
  '$$',
  '$1',
  '--',
  '/*',
  '*/',
  ';',
  '(',
  ')',
  '\\',
  "E'",
  "U&'",
  '::',
  '.',
  '-',
  '0',
  '1e9',
  '2147483648',
  'ä',
  '\u{1f600}',
  '\n',
  ' NULL ',
  ' OR ',
  ' FROM customers ',
  ' SELECT ',
  ' WHERE ',
  '\x7f\xff\xff\xff',
  '\xff\xff\xff\xff',
  '\0\0\0\x04',
  '\0\0\0\0',
  'Q\0\0\0\x05\0',
  'S\0\0\0\x04',
].map((text) => Buffer.from(text, /^[\0-\x7f]*$/.test(text) || /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1'));

function put(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const at = random.integer(0, bytes.length);
  return Buffer.concat([bytes.subarray(0, at), random.pick(telling), bytes.subarray(at)]);
}

function cut(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const [from, to] = span(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function repeat(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const [from, to] = span(bytes, random);
  const times = random.weighted([
    [6, 2],
    [2, 20],
    [1, 400],
  ]);
  const again = Array.from({ length: times }, () => bytes.subarray(from, to));
  return Buffer.concat([bytes.subarray(0, to), ...again, bytes.subarray(to)]);
}

function splice(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const [from, to] = span(bytes, random);
  const [start, end] = span(other, random);
  return Buffer.concat([bytes.subarray(0, from), other.subarray(start, end), bytes.subarray(to)]);
}

/** Two runs change places. */
function exchange(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const at = [0, 0, 0].map(() => random.integer(0, bytes.length)).sort((left, right) => left - right);
  const [first = 0, second = 0, third = 0] = at;
  return Buffer.concat([
    bytes.subarray(0, first),
    bytes.subarray(second, third),
    bytes.subarray(first, second),
    bytes.subarray(third),
  ]);
}

function span(bytes: Buffer, random: Random): readonly [from: number, to: number] {
  const from = random.integer(0, bytes.length);
  return [
    from,
    Math.min(
      bytes.length,
      from +
        random.weighted([
          [4, 4],
          [3, 24],
          [1, 400],
        ]),
    ),
  ];
}
