import { expect, test } from 'vitest';
import { explainedExecute, type NamedText } from '../../../src/enforce/session/explained-execute.js';
import { defaultStatementLimits, loadParser, parse, print } from '../../../src/sql/index.js';
import { shopPolicy } from '../shop-policy.js';
import { admit, refused, run, smallGate } from '../small-gate.js';

await loadParser();

const types = new Map([
  [20, { schema: 'pg_catalog', name: 'int8' }],
  [1009, { schema: 'pg_catalog', name: '_text' }],
]);

function spelled(text: string, clientText: string, parameterTypes: readonly number[] = []): string | null {
  const known: Readonly<Record<string, NamedText>> = { p: { clientText, parameterTypes } };
  return explainedExecute(
    text,
    { ...defaultStatementLimits, tokensMax: 5_000 },
    {
      named: (name) => known[name] ?? null,
      typeByOid: (oid) => types.get(oid),
    },
  );
}

const printed = (text: string) =>
  parse(text)
    .map(({ node }) => print(node))
    .join();

const byId = 'SELECT email FROM customers WHERE id = $1 AND city = $2';

test('what a name stands for takes its place, with its parameters', () => {
  expect(spelled('EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE p(NULL, -1)', byId)).toBe(
    printed('EXPLAIN (VERBOSE, FORMAT json) SELECT email FROM customers WHERE id = NULL AND city = -1'),
  );
  expect(spelled('explain analyze\nexecute p', 'UPDATE customers SET city = NULL')).toBe(
    printed('EXPLAIN (ANALYZE) UPDATE customers SET city = NULL'),
  );
});

test('parameters are of the types that were declared', () => {
  const prepare = `PREPARE p (bigint, pg_catalog.text) AS ${byId}`;
  expect(spelled("EXPLAIN EXECUTE p('1', 'x')", prepare)).toBe(
    printed("EXPLAIN SELECT email FROM customers WHERE id = '1'::bigint AND city = 'x'::pg_catalog.text"),
  );
  expect(spelled("EXPLAIN EXECUTE p('1', 'x'::varchar)", byId, [20, 0])).toBe(
    printed("EXPLAIN SELECT email FROM customers WHERE id = '1'::pg_catalog.int8 AND city = 'x'::varchar"),
  );
  const listed = 'SELECT 1 FROM customers WHERE city = ANY ($1)';
  expect(spelled("EXPLAIN EXECUTE p('{a}')", listed, [1009])).toBe(
    printed("EXPLAIN SELECT 1 FROM customers WHERE city = ANY ('{a}'::pg_catalog._text)"),
  );
});

test.each([
  ['other statements', 'EXECUTE p(1, 2)'],
  ['EXPLAIN of others', "EXPLAIN SELECT 'execute p(1, 2)'"],
  ['several', 'EXPLAIN EXECUTE p(1, 2); SELECT 1'],
  ['a name that nothing is known under', 'EXPLAIN EXECUTE q(1, 2)'],
  ['parameters that are not given', 'EXPLAIN EXECUTE p(1)'],
  ['more than there are', 'EXPLAIN EXECUTE p(1, 2, 3)'],
  ['what is worked out', 'EXPLAIN EXECUTE p(1, random())'],
  ['what is given by a parameter', 'EXPLAIN EXECUTE p(1, $1)'],
  ['a long value, which may stand in many places', `EXPLAIN EXECUTE p(1, '${'x'.repeat(1_000)}')`],
])('it leaves %s alone', (_, text) => {
  expect(spelled(text, byId)).toBeNull();
});

test('a statement of half the words that a text may have is read', () => {
  const listing = (count: number) => `SELECT 1 FROM customers WHERE ${Array(count).fill('id = $1').join(' OR ')}`;
  expect(spelled('EXPLAIN EXECUTE p(1)', listing(300))).toContain('OR');
  expect(() => spelled('EXPLAIN EXECUTE p(1)', listing(1_500))).toThrow(/more than 2500 words/);
});

test('it is judged as it would be today, whatever stands in the server', () => {
  const policy = shopPolicy();
  const permitting = (...may: 'explain'[]) => ({
    ...policy,
    principals: new Map([...policy.principals].map(([name, one]) => [name, { ...one, may: new Set<'explain'>(may) }])),
  });
  const gate = smallGate({ policy: permitting('explain') });
  const mailer = gate.as('mailer');
  run(mailer, 'PREPARE p (text) AS SELECT ssn FROM customers WHERE city = $1');
  const before = admit(mailer, "EXPLAIN EXECUTE p ('x')");
  expect(before.rewritten).not.toBeNull();
  expect(before.touchesProtected).toBe(true);
  expect(
    before.bytes.equals(admit(mailer, "EXPLAIN SELECT ssn FROM customers WHERE city = CAST('x' AS text)").bytes),
  ).toBe(true);
  const byProtocol = admit(mailer, 'SELECT ssn FROM customers WHERE city = $1', 'extended');
  const asked = (text: string) => mailer.admit(text, 'simple', [], (name) => (name === 's_1' ? byProtocol : null));
  expect(asked('EXPLAIN EXECUTE s_1 (NULL)')).toMatchObject({ kind: 'forward', statement: { verdict: 'guarded' } });
  expect(asked('EXPLAIN EXECUTE s_2 (NULL)')).toMatchObject({ kind: 'refuse', error: { sqlstate: '42501' } });
  // A name of the protocol's is not run by EXECUTE.
  expect(asked('EXECUTE s_1 (NULL)')).toMatchObject({ kind: 'refuse', error: { sqlstate: '26000' } });
  gate.reload(permitting());
  expect(refused(mailer, "EXPLAIN EXECUTE p ('x')").message).toMatch(/EXPLAIN is not permitted/);
});
