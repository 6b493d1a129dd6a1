import { expect, test } from 'vitest';
import type { FunctionInfo, TypeInfo } from '../../../src/sql/index.js';
import { refusal, smallCatalog } from '../small-view.js';

const [leak] = smallCatalog.functionsNamed('leak');
const [mood] = smallCatalog.typesNamed('mood');
const checked = { ...mood, oid: 17_001, name: 'checked', checkedBy: [leak?.oid ?? 0] } as TypeInfo;
const reader = (name: string) => ({ ...leak, schema: 'pg_catalog', name, volatility: 's' }) as FunctionInfo;
const catalog = {
  ...smallCatalog,
  functionsNamed: (name: string) => (name.startsWith('pg_input_') ? [reader(name)] : smallCatalog.functionsNamed(name)),
  typesNamed: (name: string) => (name === 'checked' ? [checked] : smallCatalog.typesNamed(name)),
  typeByOid: (oid: number) => (oid === checked.oid ? checked : smallCatalog.typeByOid(oid)),
};

test.each([
  "pg_input_is_valid('5', 'int4')",
  "pg_input_is_valid('5', 'numeric(4, 2)'::text)",
  "pg_input_is_valid($1, 'double precision')",
  "pg_catalog.pg_input_is_valid('5', 'pg_catalog.int8[]')",
  "(SELECT message FROM pg_input_error_info('5', 'int4'))",
])('%s tries a type that may be named', (sql) => {
  expect(refusal(`SELECT ${sql}`, 'mailer', { catalog })).toMatch(/^admitted/);
});

test.each([
  ["pg_input_is_valid('5', 'checked')", /is checked by a function that is not listed/],
  ["pg_input_is_valid('{5}', 'checked[]')", /is checked by/],
  ["pg_input_is_valid('5', 'public.\"checked\"')", /is checked by/],
  ["(SELECT message FROM pg_input_error_info('5', 'checked'))", /is checked by/],
  ["pg_input_is_valid('5', 'blob')", /is not trusted/],
  ["pg_input_is_valid('5', 'nothing')", /^42704/],
  ["pg_input_is_valid('5', 'customers.id%TYPE')", /^42/],
  ["pg_input_is_valid('5', $1)", /named by a constant/],
  ["pg_input_is_valid('5', 'check' || 'ed')", /named by a constant/],
  ["pg_input_is_valid('5', type => 'checked')", /named by a constant/],
  ["pg_input_is_valid('5')", /named by a constant/],
  ["pg_input_is_valid('5', 'int4 AS x')", /named by a constant/],
  ["pg_input_is_valid('5', 'int4, 1')", /named by a constant/],
  ["pg_input_is_valid('5', 'int4 FROM x')", /named by a constant/],
  ["pg_input_is_valid('5', 'int4; SELECT 1')", /named by a constant/],
  ["pg_input_is_valid('5', 'int4::checked')", /named by a constant/],
  ["pg_input_is_valid('5', '')", /^42601/],
])('%s is refused', (sql, why) => {
  expect(refusal(`SELECT ${sql}`, 'mailer', { catalog })).toMatch(why);
});
