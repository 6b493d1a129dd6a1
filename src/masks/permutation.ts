import { InvariantError } from '../base/index.js';
import type { ColumnShape } from './column-shape.js';
import { hmacSql } from './keyed-hash.js';
import type { KeyScope, MaskKeys } from './mask.js';
import { call, cast, concat, literal, operate } from './sql-expression.js';

/**
 * A keyed permutation of a type's own values: a Feistel network of six rounds whose round function is HMAC-SHA-256 (five
 * rounds can be told from chance with less than the whole code book, six can't: Patarin, "Generic Attacks on Feistel
 * Schemes"). A permutation, not a hash: two values never share a mask, so keys still join and stay unique.
 *
 *   low ^= F(1, high)   high ^= F(2, low)   low ^= F(3, high) …
 *
 * Each half is changed only in the bits of its mask, which keeps what readers of the type rely on: an integer keeps its
 * sign, a UUID its version and variant.
 */
const rounds = [1, 2, 3, 4, 5, 6] as const;

interface Halves {
  readonly high: bigint;
  readonly low: bigint;
}

interface PermutedType {
  /** Parts one type's permutation from another's. */
  readonly tag: string;
  /** The bits of each half that a round may change. */
  readonly mask: Halves;
  split(value: string): Halves | null;
  join(halves: Halves): string;
  splitSql(column: string): { readonly high: string; readonly low: string };
  joinSql(high: string, low: string): string;
}

const int8 = (expression: string) => cast(expression, 'pg_catalog.int8');
const int8Literal = (value: bigint) => int8(literal(BigInt.asIntN(64, value).toString()));

/** The low half has `lowBits`, the high half the rest but for the sign. */
function permutedInteger(tag: string, bits: bigint): PermutedType {
  const lowBits = bits / 2n;
  const mask = { high: (1n << (bits - lowBits - 1n)) - 1n, low: (1n << lowBits) - 1n };
  return {
    tag,
    mask,
    split: (value) => {
      if (!/^-?\d{1,19}$/.test(value)) return null;
      const number = BigInt(value);
      if (BigInt.asIntN(Number(bits), number) !== number) return null;
      return { high: number >> lowBits, low: number & mask.low };
    },
    join: ({ high, low }) => ((high << lowBits) | low).toString(),
    splitSql: (column) => ({
      high: operate(int8(column), '>>', `${lowBits}`),
      low: operate(int8(column), '&', int8Literal(mask.low)),
    }),
    joinSql: (high, low) => operate(operate(high, '<<', `${lowBits}`), '|', low),
  };
}

const versionBits = 0xf000n;
const variantBits = 0xc000_0000_0000_0000n;
const all64 = (1n << 64n) - 1n;

const permutedUuid: PermutedType = {
  tag: 'uuid',
  mask: { high: all64 ^ versionBits, low: all64 ^ variantBits },
  split: (value) => {
    const hex = value.replaceAll('-', '');
    if (!/^[0-9a-fA-F]{32}$/.test(hex)) return null;
    return { high: signed(`0x${hex.slice(0, 16)}`), low: signed(`0x${hex.slice(16)}`) };
  },
  join: ({ high, low }) => {
    const hex = [high, low].map((half) => BigInt.asUintN(64, half).toString(16).padStart(16, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
  splitSql: (column) => {
    const hex = call('encode', call('uuid_send', column), literal('hex'));
    return { high: hexToInt8(call('left', hex, '16')), low: hexToInt8(call('right', hex, '16')) };
  },
  joinSql: (high, low) =>
    cast(
      call('encode', operate(call('int8send', high), '||', call('int8send', low)), literal('hex')),
      'pg_catalog.uuid',
    ),
};

const signed = (hex: string): bigint => BigInt.asIntN(64, BigInt(hex));

/** Sixteen hex digits as a signed 64-bit number. */
function hexToInt8(hex: string): string {
  return int8(cast(concat(cast(literal('x'), 'pg_catalog.text'), hex), 'pg_catalog.bit(64)'));
}

const permutedTypes: ReadonlyMap<string, PermutedType> = new Map([
  ['int2', permutedInteger('int2', 16n)],
  ['int4', permutedInteger('int4', 32n)],
  ['int8', permutedInteger('int8', 64n)],
  ['uuid', permutedUuid],
]);

export const canPermute = (shape: ColumnShape): boolean => permutedTypes.has(shape.typname);

/** Null for a text that is no value of the type. */
export function permute(value: string, shape: ColumnShape, keys: MaskKeys, scope: KeyScope): string | null {
  return runRounds(value, shape, rounds, keys, scope);
}

/** `permute` turned back: each round is its own inverse, so they run from the last to the first. */
export function unpermute(value: string, shape: ColumnShape, keys: MaskKeys, scope: KeyScope): string | null {
  return runRounds(value, shape, rounds.toReversed(), keys, scope);
}

function runRounds(
  value: string,
  shape: ColumnShape,
  order: readonly number[],
  keys: MaskKeys,
  scope: KeyScope,
): string | null {
  const type = permutedType(shape);
  const halves = type.split(value);
  if (halves === null) return null;
  let { high, low } = halves;
  for (const round of order) {
    const message = Buffer.concat([roundHead(type, round), int64(round % 2 === 1 ? high : low)]);
    const stream = keys.hmac(scope, message).readBigInt64BE(0);
    if (round % 2 === 1) low ^= stream & BigInt.asIntN(64, type.mask.low);
    else high ^= stream & BigInt.asIntN(64, type.mask.high);
  }
  return type.join({ high, low });
}

/**
 * One sub-select a round, fenced by OFFSET 0: in one flat expression each round would repeat all those before it. The key
 * blocks travel along, so that each is fetched once.
 */
export function permuteSql(column: string, shape: ColumnShape, keys: MaskKeys, scope: KeyScope): string {
  return runRoundsSql(column, shape, rounds, keys, scope);
}

/** The same for `unpermute`: of an expression of the type. */
export function unpermuteSql(masked: string, shape: ColumnShape, keys: MaskKeys, scope: KeyScope): string {
  return runRoundsSql(masked, shape, rounds.toReversed(), keys, scope);
}

function runRoundsSql(
  column: string,
  shape: ColumnShape,
  order: readonly number[],
  keys: MaskKeys,
  scope: KeyScope,
): string {
  const type = permutedType(shape);
  const halves = type.splitSql(column);
  const blocks = keys.sqlBlocks(scope);
  const start =
    `SELECT ${halves.high} AS high, ${halves.low} AS low, ` +
    `${blocks.inner} AS inner_block, ${blocks.outer} AS outer_block OFFSET 0`;
  const mixed = order.reduce((before, round) => {
    const turn = round % 2 === 1 ? ({ from: 'high', to: 'low' } as const) : ({ from: 'low', to: 'high' } as const);
    const head = call('decode', literal(roundHead(type, round).toString('hex')), literal('hex'));
    const message = operate(head, '||', call('int8send', `r.${turn.from}`));
    const hash = hmacSql({ inner: 'r.inner_block', outer: 'r.outer_block' }, message);
    const stream = hexToInt8(call('encode', call('substring', hash, '1', '8'), literal('hex')));
    const changed = operate(`r.${turn.to}`, '#', operate(stream, '&', int8Literal(type.mask[turn.to])));
    return `SELECT r.${turn.from}, ${changed} AS ${turn.to}, r.inner_block, r.outer_block FROM (${before}) AS r OFFSET 0`;
  }, start);
  return `(SELECT ${type.joinSql('r.high', 'r.low')} FROM (${mixed}) AS r)`;
}

/** Starts with a NUL, which no text that is hashed under the same key can hold. */
function roundHead(type: PermutedType, round: number): Buffer {
  return Buffer.concat([Buffer.from([0]), Buffer.from(type.tag), Buffer.from([round])]);
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function permutedType(shape: ColumnShape): PermutedType {
  const type = permutedTypes.get(shape.typname);
  if (type === undefined) throw new InvariantError('only integers and UUIDs are permuted');
  return type;
}
