import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultStatementLimits, loadParser, parse, print, sameTree, type TreeNode } from '../../src/sql/index.js';
import { statements } from './statements.js';

beforeAll(() => loadParser());

function printsBack(node: TreeNode | undefined): boolean {
  const again = parse(print(node as TreeNode));
  return again.length === 1 && sameTree(again[0]?.node, node);
}

test.each(statements)('prints back to itself: %s', (text) => {
  const parsed = parse(text);
  expect(parsed).toHaveLength(1);
  expect(printsBack(parsed[0]?.node), print(parsed[0]?.node as TreeNode)).toBe(true);
});

const introspection = new URL('../fixtures/introspection/', import.meta.url);

describe('what drivers and tools ask the catalog prints back to itself', () => {
  test.each(readdirSync(introspection).filter((name) => name.endsWith('.sql')))('%s', (name) => {
    const [, ...recorded] = readFileSync(new URL(name, introspection), 'utf8').split(/^-- @ .*\n/m);
    expect(recorded.length).toBeGreaterThan(0);
    const parsed = recorded.flatMap((text) => parse(text, { ...defaultStatementLimits, statementBytesMax: 100_000 }));
    for (const { node } of parsed) expect(printsBack(node), print(node)).toBe(true);
  });
});

test('names are quoted always, and types keep their schema', () => {
  expect(print(parse("select a.b, 'x'::pg_catalog.text, 1::int from s.t a")[0]?.node as TreeNode)).toBe(
    `SELECT "a"."b", CAST('x' AS "pg_catalog"."text"), CAST(1 AS "pg_catalog"."int4") FROM "s"."t" AS "a"`,
  );
});

test('chains need no parentheses, so that a long one prints no deeper than it is', () => {
  expect(print(parse('select a || b || c + d - e and f and not g or h')[0]?.node as TreeNode)).toBe(
    'SELECT ("a" || "b" || ("c" + "d" - "e") AND "f" AND NOT "g") OR "h"',
  );
});

const constant = (sval: string): TreeNode => ({ A_Const: { sval: { sval } } });
const column = (name: string): TreeNode => ({ ColumnRef: { fields: [{ String: { sval: name } }] } });

test.each<[string, TreeNode]>([
  ['an operator of no known kind', { A_Expr: { kind: 'AEXPR_NEW', name: [], lexpr: column('a'), rexpr: column('b') } }],
  [
    'SIMILAR TO without its function',
    { A_Expr: { kind: 'AEXPR_SIMILAR', name: [{ String: { sval: '~' } }], lexpr: column('a'), rexpr: column('b') } },
  ],
  ['a constant without a value', { A_Const: {} }],
  ['an operand that is missing', { NullTest: { nulltesttype: 'IS_NULL' } }],
  ['a test of no known kind', { BooleanTest: { arg: column('a'), booltesttype: 'IS_MAYBE' } }],
  [
    'a normal form that is none',
    {
      FuncCall: {
        funcname: [{ String: { sval: 'normalize' } }],
        args: [column('a'), constant('NFX) --')],
        funcformat: 'COERCE_SQL_SYNTAX',
      },
    },
  ],
  [
    'a function that has no syntax of its own',
    { FuncCall: { funcname: [{ String: { sval: 'f' } }], funcformat: 'COERCE_SQL_SYNTAX' } },
  ],
  ['an XML expression of no known kind', { XmlExpr: { op: 'IS_NEW' } }],
  ['a column of JSON_TABLE of no known kind', { JsonTableColumn: { coltype: 'JTC_NEW' } }],
  ['an operand without a kind', { NullTest: { arg: {}, nulltesttype: 'IS_NULL' } }],
  ['a name that is missing', { NamedArgExpr: { arg: column('a') } }],
  ['a node without a kind', { relname: {} }],
  ['a bare struct that is missing', { InsertStmt: { override: 'OVERRIDING_NOT_SET' } }],
  ['a kind of node that nobody prints', { NewStmt: { a: 1 } }],
  ['a kind of node with nothing in it', { SelectStmt: null as never }],
])('refuses %s', (_, node) => {
  expect(() => print(node)).toThrow(expect.objectContaining({ code: 'refused' }));
});

test('a tree that is too deep to print is too complex', () => {
  let node = column('a');
  for (let depth = 0; depth < 100_000; depth += 1) node = { BoolExpr: { boolop: 'NOT_EXPR', args: [node] } };
  expect(() => print(node)).toThrow(expect.objectContaining({ code: 'statement_too_complex' }));
});
