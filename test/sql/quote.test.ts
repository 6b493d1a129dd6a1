import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  as,
  listOf,
  loadParser,
  nameParts,
  parse,
  quoteIdentifier,
  quoteLiteral,
  quoteRelation,
  type Struct,
} from '../../src/sql/index.js';

beforeAll(() => loadParser());

/** Any text that PostgreSQL can hold. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom("'", '"', '\\', '$', '-', '/', '*', ';', '\n', 'E', 'é', '😀', ' '),
      maxLength: 20,
    }),
  )
  .filter((value) => !/[\0\ud800-\udfff]/.test(value.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, '')));

function onlyTarget(sql: string): Struct {
  const statements = parse(sql);
  expect(statements).toHaveLength(1);
  const [target] = listOf(as(statements[0]?.node, 'SelectStmt')?.targetList);
  return as(target, 'ResTarget') ?? {};
}

test('a literal is read back as the text it was made of, whatever stands around it', () => {
  fc.assert(
    fc.property(text, (value) => {
      const { val } = onlyTarget(`SELECT(${quoteLiteral(value)})/* ' */`);
      expect(as(val, 'A_Const')?.sval).toEqual({ sval: value });
    }),
    { numRuns: 1000 },
  );
});

test('a literal with a backslash does not depend on standard_conforming_strings', () => {
  expect(quoteLiteral('a\\b')).toBe("E'a\\\\b'");
  expect(quoteLiteral("\\'")).toBe("E'\\\\'''");
  expect(quoteLiteral("it's")).toBe("'it''s'");
});

test('an identifier is read back as the name it was made of', () => {
  fc.assert(
    fc.property(text, (name) => {
      // PostgreSQL has no empty names, and keeps 63 bytes of a long one.
      fc.pre(name !== '' && Buffer.byteLength(name) < 64);
      const target = onlyTarget(`SELECT 1 AS ${quoteIdentifier(name)}`);
      expect(target.name).toBe(name);
    }),
    { numRuns: 1000 },
  );
});

test('a relation is read back as its schema and its name', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('s', 'S', 'a"b', 'select', '.'),
      fc.constantFrom('t', 'a.b', '"', 'from'),
      (schema, name) => {
        const { val } = onlyTarget(`SELECT ${quoteRelation(schema, name)}`);
        expect(nameParts(as(val, 'ColumnRef')?.fields)).toEqual([schema, name]);
      },
    ),
  );
});
