import { expect, test } from 'vitest';
import type { CatalogSnapshot, Relation } from '../../../src/sql/index.js';
import { plan, refusal, smallCatalog } from '../small-view.js';

test('a protected relation is copied out through its guard, by its columns in order', () => {
  const text = plan('COPY customers TO STDOUT').text.replaceAll('"', '');
  expect(text).toMatch(
    /^COPY \(SELECT id, name, email, ssn, dob, city, notes, balance, created_at FROM \(SELECT damask_row/,
  );
  expect(text).toMatch(/TO STDOUT$/);
});

test('generated columns are not copied out, as PostgreSQL does not', () => {
  const withGenerated = (relation: Relation): Relation => ({
    ...relation,
    columns: relation.columns.map((column) => ({ ...column, generated: column.name === 'city' })),
  });
  const catalog: CatalogSnapshot = {
    ...smallCatalog,
    relation: (schema, name) => {
      const found = smallCatalog.relation(schema, name);
      return found && withGenerated(found);
    },
  };
  expect(plan('COPY customers TO STDOUT', 'mailer', { catalog }).text.replaceAll('"', '')).toMatch(
    /^COPY \(SELECT id, name, email, ssn, dob, notes, balance, created_at FROM/,
  );
  expect(refusal('COPY customers (id, city) TO STDOUT', 'mailer', { catalog })).toMatch(
    /^42P10 column "city" is a generated column/,
  );
  expect(refusal('COPY (SELECT city FROM customers) TO STDOUT', 'mailer', { catalog })).toMatch(/^admitted/);
});

test('some columns are copied out', () => {
  expect(plan('COPY customers (email, id) TO STDOUT').text.replaceAll('"', '')).toMatch(
    /^COPY \(SELECT email, id FROM \(SELECT damask_row/,
  );
});

test.each(['customers', 'ctid', 'nothing'])('%s is no column to copy out', (name) => {
  expect(refusal(`COPY customers (id, ${name}) TO STDOUT`)).toMatch(
    new RegExp(`^42703 column "${name}" of relation "customers" does not exist`),
  );
});

test.each([
  'CSV HEADER',
  'WITH (FORMAT csv, HEADER)',
  'WITH (FORMAT binary)',
  "WITH (FORMAT text, DELIMITER '|', NULL 'x')",
])('options stay: %s', (options) => {
  expect(refusal(`COPY customers TO STDOUT ${options}`)).toMatch(/^admitted: COPY/);
});

test('a query is copied out with its guards', () => {
  expect(plan('COPY (SELECT email FROM customers) TO STDOUT').text).toMatch(
    /^COPY \(SELECT "?email"? FROM \(SELECT "damask_row"/,
  );
});

test('what nobody protects is copied out as it is', () => {
  expect(plan('COPY products TO STDOUT').text.replaceAll('"', '')).toBe('COPY public.products TO STDOUT');
});

test('only columns that may be written are copied in', () => {
  expect(refusal('COPY orders (id, customer_id, total) FROM STDIN', 'storefront')).toMatch(/^admitted/);
  expect(refusal('COPY customers (id, ssn) FROM STDIN', 'storefront')).toMatch(
    /^42501 column `public\.customers\.ssn` may not be written/,
  );
  expect(refusal('COPY customers FROM STDIN', 'storefront')).toMatch(/^42501 column/);
  expect(refusal('COPY customers (nothing) FROM STDIN', 'storefront')).toBe(
    '42703 column "nothing" of relation "customers" does not exist',
  );
  expect(refusal('COPY orders FROM STDIN', 'analyst')).toMatch(/^42501/);
});

test('bytes are copied in as text of an encoding', () => {
  const copied = (encoding: string) =>
    refusal(`COPY orders (id, total) FROM STDIN (ENCODING '${encoding}')`, 'storefront');
  for (const encoding of ['SQL_ASCII', 'sql-ascii', 'SQLASCII'])
    expect(copied(encoding)).toMatch(/^42501 COPY of bytes that nobody checks is refused/);
  for (const encoding of ['UTF8', 'LATIN1']) expect(copied(encoding)).toMatch(/^admitted/);
});

test.each([
  "COPY customers TO '/tmp/x'",
  "COPY products FROM '/tmp/x'",
  "COPY customers TO PROGRAM 'cat'",
  "COPY (SELECT 1) TO PROGRAM 'cat'",
  "COPY products FROM PROGRAM 'cat'",
])('%s is refused', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^42501 COPY to or from a file or program/);
});
