import { copyBytes } from './ascii-bytes.js';
import type { ColumnShape, TypeFamily } from './column-shape.js';
import { fixedSql } from './fixed-value.js';
import { plainKind } from './mask-kind.js';
import { shapedMask, storeText } from './shaped-mask.js';

const redacted: Readonly<Record<TypeFamily, string>> = {
  text: '[redacted]',
  integer: '0',
  numeric: '0',
  float: '0',
  bool: 'f',
  date: '1970-01-01',
  timestamp: '1970-01-01 00:00:00',
  time: '00:00:00',
  uuid: '00000000-0000-0000-0000-000000000000',
  network: '0.0.0.0',
  json: '"[redacted]"',
  bytes: '\\x',
};

const redactedBytes = Buffer.from(redacted.text, 'latin1');

function redactedText(shape: ColumnShape): string {
  const text = redacted[shape.family];
  if (shape.family === 'text') return storeText(text, shape);
  const decimals = Math.max(shape.scale ?? 0, 0);
  if (decimals > 0) return `${text}.${'0'.repeat(decimals)}`;
  if (shape.typname === 'timestamptz') return `${text}+00`;
  return shape.typname === 'cidr' ? `${text}/32` : text;
}

/** That there is a value, and nothing of it: `[redacted]`, 0, false, 1970-01-01 … */
export const redactKind = plainKind(
  'that there is a value, and nothing of it',
  shapedMask({
    name: 'redact',
    takes: () => true,
    sql: (column, shape) => fixedSql(column, redactedText(shape), shape),
    apply: (_value, shape) => redactedText(shape),
    applyAscii: (_bytes, _start, _end, into, at) => copyBytes(redactedBytes, 0, redactedBytes.length, into, at),
  }),
);
