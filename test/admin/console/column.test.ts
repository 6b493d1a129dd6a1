import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { type ColumnType, encodeValue } from '../../../src/admin/console/column.js';

const encode = (value: string | number | null, type: ColumnType, format: 0 | 1) =>
  encodeValue(value, { name: 'c', type }, format);

test.each([
  ['int4', 'int4send', [0, 1, -1, 2 ** 31 - 1]],
  ['int8', 'int8send', [0, 1, -1, 2 ** 40, 2 ** 53 - 1]],
  ['numeric', 'numeric_send', [0, 1, -1, 9999, 10_000, 123_456_789, 2 ** 53 - 1, -70_000]],
] as const)('%s in binary is what PostgreSQL sends', async (type, send, values) => {
  const { host, port, user, password } = inject('postgres');
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  for (const value of values) {
    // Trailing groups of zeros are left out there and kept here: both are read as the same number.
    const { rows } = await client.query(`SELECT encode(${send}($1::${type}), 'hex') AS bytes`, [value]);
    const own = encode(value, type, 1)?.toString('hex') ?? '';
    if (type === 'numeric')
      expect(own.slice(4, 16) + own.slice(16).replace(/(0000)+$/, '')).toBe(rows[0].bytes.slice(4));
    else expect(own).toBe(rows[0].bytes);
  }
  await client.end();
});

test('numbers are whole, and those too large for int4 are as near as can be', () => {
  expect(encode(1.6, 'int4', 0)?.toString()).toBe('2');
  expect(encode(2 ** 40, 'int4', 0)?.toString()).toBe('2147483647');
  expect(encode(2 ** 40, 'int4', 1)?.toString('hex')).toBe('7fffffff');
  expect(encode(null, 'text', 1)).toBeNull();
});
