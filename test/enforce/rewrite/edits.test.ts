import { describe, expect, test } from 'vitest';
import { applyEdits, Edits } from '../../../src/enforce/rewrite/edits.js';
import { plan } from '../small-view.js';

const edited = (text: string, edit: (edits: Edits) => void) => {
  const bytes = Buffer.from(text);
  const edits = new Edits(bytes);
  edit(edits);
  return applyEdits(bytes, 0, bytes.length, edits.within(0, bytes.length));
};

test('a name gives way, and gets an alias where it had none', () => {
  expect(edited('SELECT 1 FROM t WHERE x', (edits) => edits.relation(14, 1, '(Q)', 't'))).toBe(
    'SELECT 1 FROM (Q) AS "t" WHERE x',
  );
  expect(edited('SELECT 1 FROM t a', (edits) => edits.relation(14, 1, '(Q)', null))).toBe('SELECT 1 FROM (Q) a');
});

test('a qualified and a quoted name give way whole', () => {
  expect(edited('FROM s . "a""b" c', (edits) => edits.relation(5, 2, '(Q)', null))).toBe('FROM (Q) c');
});

test('a list of columns and the name of an output column are put behind a name, of however many parts', () => {
  expect(edited('INSERT INTO s . "t" VALUES', (edits) => edits.columns(12, ['a', 'b"c']))).toBe(
    'INSERT INTO s . "t" ("a", "b""c") VALUES',
  );
  expect(edited('INSERT INTO t DEFAULT', (edits) => edits.columns(12, ['a']))).toBe('INSERT INTO t ("a") DEFAULT');
  expect(edited('RETURNING t.a, b', (edits) => edits.outputName(10, 'a'))).toBe('RETURNING t.a AS "a", b');
  for (const location of [undefined, 99])
    expect(edited('INSERT INTO t', (edits) => edits.columns(location, ['a']))).toBe('INSERT INTO t');
});

test('a qualification is put before a name', () => {
  expect(edited('SELECT lower(x)', (edits) => edits.qualify(7, 'pg_catalog'))).toBe('SELECT "pg_catalog".lower(x)');
});

test('bytes are counted, not characters', () => {
  const text = "SELECT 'äöü€😀' FROM t";
  expect(edited(text, (edits) => edits.relation(Buffer.byteLength(text) - 1, 1, '(Q)', null))).toBe(
    "SELECT 'äöü€😀' FROM (Q)",
  );
});

test('a name that ends where no lexer could say is left to the printer', () => {
  expect(edited('FROM s/**/.t', (edits) => edits.relation(5, 2, '(Q)', null))).toBe('FROM s/**/.t');
  expect(edited('FROM t', (edits) => edits.relation(undefined, 1, '(Q)', null))).toBe('FROM t');
});

test('two edits of one place leave the decision to the tree', () => {
  expect(
    edited('FROM t', (edits) => {
      edits.relation(5, 1, '(Q)', null);
      edits.relation(5, 1, '(R)', null);
    }),
  ).toBe('');
});

test('the edits of a statement are those within it', () => {
  const edits = new Edits(Buffer.from('FROM a; FROM b'));
  edits.relation(13, 1, '(B)', null);
  edits.relation(5, 1, '(A)', null);
  expect(edits.within(0, 6).map(({ text }) => text)).toEqual(['(A)']);
  expect(edits.within(7, 14).map(({ text }) => text)).toEqual(['(B)']);
  expect(edits.within(0, 14).map(({ text }) => text)).toEqual(['(A)', '(B)']);
});

describe('a client’s way of writing stays', () => {
  test.each([
    ['select  c.id -- why\n from customers c', /^select {2}c\.id -- why\n from \(SELECT .*\) c$/s],
    ['SELECT id FROM "public"."customers" WHERE id=5', /WHERE id=5$/],
    ['SELECT $$a$$, id FROM customers', /^SELECT \$\$a\$\$, id FROM/],
    ['SELECT id /* FROM customers */ FROM customers', /\/\* FROM customers \*\//],
  ])('%s', (sql, kept) => {
    expect(plan(sql).text).toMatch(kept);
    expect(plan(sql).trace).not.toBe(null);
  });
});

test('edits say all until something is changed that none says', () => {
  const edits = new Edits(Buffer.from('SELECT 1'));
  expect(edits.sayAll).toBe(true);
  edits.fallShort();
  expect(edits.sayAll).toBe(false);
});
