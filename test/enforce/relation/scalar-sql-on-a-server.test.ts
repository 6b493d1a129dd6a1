import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberMask } from '../../../src/enforce/document/member-mask.js';
import { plainNumber } from '../../../src/enforce/document/member-type.js';
import { maskedScalarSql } from '../../../src/enforce/relation/scalar-sql.js';
import type { MaskedScalar, MaskScalar, ScalarType } from '../../../src/json/index.js';
import { compileMask, type Mask, maskCatalogue } from '../../../src/masks/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { keys } from '../../masks/masked.js';
import { Random } from '../../oracle/random.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const scalars = [
  '"Ada Lovelace"',
  '""',
  '"1984-03-02"',
  '"1984-02-30"',
  '"1984-03-02T10:20:30Z"',
  '"1984-03-02T10:20:30.125+05:30"',
  '"10.1.2.3"',
  '"10.1.2.300"',
  '"2001:db8::1"',
  '"0b9c1e2a-0000-4000-8000-0123456789ab"',
  '"10.1.2.03"',
  '"::ffff:10.1.2.3"',
  '"2001:DB8:0:0::1"',
  '"1::2::3"',
  '"0000-01-01"',
  '"1900-02-29"',
  '"2000-02-29"',
  '"1984-02-30T10:20:30Z"',
  '"1984-03-02T24:00:00Z"',
  '"1984-03-02T10:20:60Z"',
  '"1984-03-02T10:20:30+15:00"',
  '"9999-12-31T23:59:59-01:00"',
  '"0001-01-01T00:00:00+01:00"',
  '"1984-03-02 10:20:30z"',
  '"75.50"',
  '"007"',
  '"-0"',
  '"-3"',
  '0',
  '75',
  '-75.25',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '12345678901234567890123.5',
  '1e2',
  '-1.50E+1',
  '100e-2',
  '-0.0',
  '1e25',
  '1e299',
  '1e300',
  '-1e299',
  '1e-298',
  '1e-299',
  'true',
  'false',
  'null',
  '"ask jane@example.com"',
  '4111111111111111',
  '12345678',
  '-1234.56789',
  '"it\'s \\\\ \\" \\u00e9 😀"',
];
const options: Readonly<Record<string, unknown>> = {
  constant: 'x',
  bucket: 50,
  round: 10,
  prefix: 2,
  partial: { first: 1, last: 1 },
};

function written(value: MaskedScalar): string {
  return value !== null && typeof value === 'object' ? value.number : JSON.stringify(value);
}

test.each(maskCatalogue.map(({ name }) => name))(
  '%s in SQL gives what the function gives, for every scalar',
  async (name) => {
    const spec = { name, options: options[name] };
    const mask = compileMask(spec);
    if ('issue' in mask) throw new Error(mask.issue);
    const apply = memberMask(spec, null, keys);
    const shown = await throughSql(mask, scalars);
    // A number that stays is as jsonb prints it, there, and as it was written, here.
    const plain = (text: string) => (mask.numbers === undefined ? text : (plainNumber(text) ?? text));
    expect(shown.map(plain)).toEqual(scalars.map((scalar) => plain(throughFunction(apply, scalar))));
  },
);

/** Digits that look like something, most of them like nothing that is. */
function inventScalar(random: Random): string {
  const digits = (count: number) => Array.from({ length: count }, () => random.integer(0, 9)).join('');
  const two = () => String(random.integer(0, 62)).padStart(2, '0');
  const date = () =>
    `${random.pick(['0000', '0001', '1900', '2000', '9999', digits(4)])}-${two().replace(/^[2-9]/, '1')}-${two()}`;
  const word = () => random.pick(['', '0', 'ffff', 'FE80', digits(3), digits(5)]);
  return random.pick<() => string>([
    () => JSON.stringify(date()),
    () =>
      JSON.stringify(
        `${date()}${random.pick(['T', ' ', 't'])}${two()}:${two()}:${two()}${random.pick(['', '.5', '.1234567'])}${random.pick(['Z', 'z', '', `+${two()}:${two()}`, `-${two()}:30`])}`,
      ),
    () => JSON.stringify(Array.from({ length: random.integer(3, 5) }, () => random.integer(0, 299)).join('.')),
    () => JSON.stringify(Array.from({ length: random.integer(2, 9) }, word).join(':')),
    () => JSON.stringify(`::ffff:${random.integer(0, 300)}.0.${random.integer(0, 300)}.1`),
    () =>
      JSON.stringify(
        `${random.pick(['', '-', '+'])}${digits(random.integer(1, 25))}${random.pick(['', '.', '.5', '.00'])}`,
      ),
    () =>
      `${random.pick(['', '-'])}${random.integer(0, 9)}${random.pick(['', '.0', '.25', `.${digits(3)}`])}${random.pick(['', 'e', 'E-', 'e+']).replace(/$/, '')}`.replace(
        /([eE][+-]?)$/,
        `$1${random.integer(0, 320)}`,
      ),
    () => `${random.pick(['', '-'])}9${digits(random.integer(15, 20))}`,
  ])();
}

test('what only looks like a value of a type is the same to both, whatever it looks like', async () => {
  for (let seed = 0; seed < 12; seed += 1) {
    const random = new Random(84_000 + seed);
    const invented = Array.from({ length: 150 }, () => inventScalar(random));
    for (const spec of [
      { name: 'bucket', options: 50 },
      { name: 'round', options: 10 },
      { name: 'hash_id', options: undefined },
      { name: 'ip_prefix', options: { v4: 20, v6: 40 } },
      { name: 'month', options: undefined },
      { name: 'pseudonym', options: undefined },
    ]) {
      const mask = compileMask(spec);
      if ('issue' in mask) throw new Error(mask.issue);
      const shown = await throughSql(mask, invented);
      const apply = memberMask(spec, null, keys);
      invented.forEach((scalar, index) => {
        expect(shown[index], `${spec.name} of ${scalar}`).toBe(throughFunction(apply, scalar));
      });
    }
  }
}, 120_000);

async function throughSql(mask: Mask, from: readonly string[]): Promise<readonly string[]> {
  const settings = [...keys.settings()].map(([setting, value]) => `SET LOCAL ${setting} = '${value}'`);
  const rows = from.map((scalar, index) => `(${index}, '${scalar.replaceAll("'", "''")}'::jsonb)`);
  const sql = `SELECT (${maskedScalarSql(mask, 'd.v', 's', keys)})::text AS shown FROM (VALUES ${rows.join()}) AS d(n, v) ORDER BY n`;
  const answers = (await database.query(['BEGIN', ...settings, sql, 'COMMIT'].join('; '))) as unknown as {
    rows: { shown: string }[];
  }[];
  return answers.flatMap(({ rows }) => rows.map((row) => row.shown));
}

function throughFunction(apply: MaskScalar, scalar: string): string {
  const value: unknown = JSON.parse(scalar);
  if (value === null) return 'null';
  return written(apply(typeof value === 'string' ? value : scalar, typeof value as ScalarType));
}
