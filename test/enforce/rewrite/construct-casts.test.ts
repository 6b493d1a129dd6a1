import { expect, test } from 'vitest';
import type { CatalogSnapshot } from '../../../src/sql/index.js';
import { refusal, smallCatalog } from '../small-view.js';

const oidOf = (name: string) => smallCatalog.typesNamed(name)[0]?.oid ?? 0;

/** With casts from bigint that run `public.leak`. */
const casting = (...targets: string[]): { catalog: CatalogSnapshot } => {
  const functionOid = smallCatalog.functionsNamed('leak')[0]?.oid ?? 0;
  const casts = targets.map((name) => ({
    source: 20,
    target: oidOf(name),
    context: 'e' as const,
    functionOid,
    leakproof: false,
  }));
  return { catalog: { ...smallCatalog, castsInvolving: (oid) => casts.filter(({ target }) => target === oid) } };
};

test.each([
  ["SELECT JSON_QUERY(id, '$') FROM customers", 'jsonb'],
  ["SELECT JSON_VALUE((SELECT id FROM customers LIMIT 1), '$')", 'jsonb'],
  ["SELECT * FROM JSON_TABLE(5, '$' COLUMNS (a int PATH '$')) AS t", 'jsonb'],
  ["SELECT JSON_EXISTS(jsonb '{}', $1)", 'jsonpath'],
  ["SELECT JSON_VALUE('{}', '$' DEFAULT 5 ON EMPTY)", 'text'],
  ["SELECT JSON_VALUE('{}', '$' RETURNING int8 DEFAULT 5 ON ERROR)", 'int8'],
  ["SELECT * FROM JSON_TABLE('{}', '$' COLUMNS (a int8 PATH '$' DEFAULT 5 ON EMPTY)) AS t", 'int8'],
  ["SELECT * FROM XMLTABLE('/a' PASSING '<a/>' COLUMNS x int8 PATH 'b' DEFAULT 5)", 'int8'],
  ["SELECT JSON_OBJECT('a': 1 RETURNING text)", 'text'],
])('%s casts to %s', (sql, type) => {
  expect(refusal(sql, 'mailer', casting(type))).toMatch(new RegExp(`^42501 a cast to \`${type}\``));
});

test.each([
  "SELECT JSON_QUERY('{}', '$.a')",
  "SELECT JSON_QUERY('{}'::jsonb, '$.a' DEFAULT NULL ON EMPTY)",
  "SELECT JSON_VALUE(to_jsonb(c), '$.name') FROM customers c",
  "SELECT JSON_VALUE((SELECT to_jsonb(c) FROM customers c), '$.name')",
  "SELECT JSON_VALUE(name, '$') FROM customers",
  "SELECT JSON_VALUE('{}', '$.a' RETURNING int8 DEFAULT '5' ON EMPTY)",
  "SELECT * FROM JSON_TABLE(to_jsonb(5), '$' COLUMNS (a int8 PATH '$', n FOR ORDINALITY)) AS t",
])('%s casts to nothing', (sql) => {
  const answer = refusal(sql, 'mailer', casting('json', 'jsonb', 'jsonpath'));
  expect(answer).toMatch(/^admitted/);
});
