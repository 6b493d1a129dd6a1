import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberMask } from '../../../src/enforce/document/member-mask.js';
import { maskedScalarSql } from '../../../src/enforce/relation/scalar-sql.js';
import type { MaskedScalar, ScalarType } from '../../../src/json/index.js';
import { compileMask, maskCatalogue } from '../../../src/masks/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { keys } from '../../masks/masked.js';

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
  '"75.50"',
  '"-3"',
  '0',
  '75',
  '-75.25',
  '9223372036854775807',
  '9223372036854775808',
  '12345678901234567890123.5',
  'true',
  'false',
  'null',
  '"it\'s \\\\ \\" \\u00e9 😀"',
];
/** What looks like a value of a type and is none is null in SQL, where the function may go on with it. */
const noValues = new Set(['"1984-02-30"', '9223372036854775808']);

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
    const settings = [...keys.settings()].map(([setting, value]) => `SET LOCAL ${setting} = '${value}'`);
    const sql = `SELECT (${maskedScalarSql(mask, 'd.v', 's', keys)})::text AS shown FROM (VALUES ${scalars.map((_, index) => `(${index}, '${scalars[index]?.replaceAll("'", "''")}'::jsonb)`).join()}) AS d(n, v) ORDER BY n`;
    const answers = (await database.query(['BEGIN', ...settings, sql, 'COMMIT'].join('; '))) as unknown as {
      rows: { shown: string }[];
    }[];
    const shown = answers.flatMap(({ rows }) => rows.map((row) => row.shown));
    const expected = scalars.map((scalar) => {
      const value: unknown = JSON.parse(scalar);
      if (value === null) return 'null';
      return written(apply(typeof value === 'string' ? value : scalar, typeof value as ScalarType));
    });
    const isNone = scalars.map((scalar, index) => noValues.has(scalar) && shown[index] === 'null');
    expect(shown).toEqual(expected.map((one, index) => (isNone[index] === true ? 'null' : one)));
  },
);
