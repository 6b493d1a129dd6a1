import { beforeEach, describe, expect, test } from 'vitest';
import type { GateSession } from '../../../src/enforce/index.js';
import { defaultStatementLimits, parse, sameTree } from '../../../src/sql/index.js';
import { Random } from '../../oracle/random.js';
import { lookingUp } from '../rewrite/looking-up.js';
import { admit, run, smallGate } from '../small-gate.js';
import { withOtherLiterals } from './other-literals.js';

/** What the plan cache said of the statements asked about since it was last emptied. */
const said: ('hit' | 'miss')[] = [];

const options = {
  plansMax: 10_000,
  observer: { planCache: (result: 'hit' | 'miss') => void said.push(result), lookups: () => {}, fields: () => {} },
};
const open = (principal = 'storefront', purpose: string | null = null) => smallGate({ options }).as(principal, purpose);

beforeEach(() => {
  said.length = 0;
});

/** What the gate says of a text, and where it knows it from. */
function outcome(session: GateSession, text: string, types: readonly number[] = []) {
  said.length = 0;
  const verdict = session.admit(text, 'simple', types);
  const [cache] = said;
  if (verdict.kind === 'stale') return { cache, sent: '', shown: 'stale' };
  if (verdict.kind === 'refuse') return { cache, sent: '', shown: verdict.error.message };
  const sent = verdict.statement.bytes.toString();
  const { verdict: kind, purpose, rowsMax, touchesProtected, changesSession, takesNames, use } = verdict.statement;
  return { cache, sent, shown: { sent, kind, purpose, rowsMax, touchesProtected, changesSession, takesNames, use } };
}

/** Where each text is known from. */
const caches = (session: GateSession, ...texts: string[]) => texts.map((text) => outcome(session, text).cache);

describe.each([
  ['storefront', null],
  ['mailer', null],
  ['analyst', 'analytics'],
] as const)('for the %s', (principal, purpose) => {
  const texts = [
    'SELECT city FROM customers WHERE id = 5',
    "SELECT id, city FROM customers WHERE email = 'a' AND id > 7 ORDER BY id LIMIT 3",
    'SELECT c.city, 1.5 FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.total > 10 AND o.id IN (1, -2)',
    "SELECT id FROM customers WHERE name = 'Ada' OR city LIKE 'P%'",
    "SELECT CASE WHEN id = 1 THEN 'x' ELSE city END FROM customers WHERE NOT id = 2",
    "SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE city = 'x')",
    'SELECT count(*) FROM orders WHERE customer_id = 77 GROUP BY customer_id HAVING count(*) > 1',
    'SELECT city, count(*) FROM customers WHERE id < 9 GROUP BY 1',
    "SELECT title FROM products WHERE sku = 'a' AND price BETWEEN 1 AND 2.5",
    "INSERT INTO products (sku, title, price) VALUES ('a', 'b', 3)",
    "UPDATE products SET title = 'x' WHERE sku = 'y' RETURNING price + 1",
    "DELETE FROM products WHERE price < 5 AND title <> ''",
    "UPDATE customers SET city = 'x' WHERE id = -4",
    "MERGE INTO products p USING (VALUES (1)) v(k) ON p.price = 4 WHEN MATCHED THEN UPDATE SET title = 'x'",
    "SELECT left(city, 3) || 'x' FROM customers WHERE length(city) = 4",
    'SELECT id FROM orders ORDER BY 1 LIMIT 5 OFFSET 6',
  ];

  test('a text is planned as it would be without the plan of another one', () => {
    const session = open(principal, purpose);
    const random = new Random(4_711);
    let hits = 0;
    let asked = 0;
    for (let index = 0; index < 6; index += 1) {
      for (const text of texts) {
        if (outcome(session, text).sent === '') continue;
        const other = withOtherLiterals(text, random);
        if (other === text) continue;
        asked += 1;
        const byTemplate = outcome(session, other);
        // The type of a fiftieth parameter, which no text has: nothing that was planned before is found under it.
        const afresh = outcome(session, other, [...Array<number>(49).fill(0), 1_000_000 + asked]);
        expect(afresh.cache).toBe('miss');
        expect(byTemplate.shown, other).toEqual(afresh.shown);
        if (byTemplate.cache !== 'hit') continue;
        hits += 1;
        // A text that is too long is planned for itself alone, without holes.
        const alone = outcome(session, `${other} --${' '.repeat(70_000)}`);
        expect(alone.cache).toBe('miss');
        expect(sameTree(parse(byTemplate.sent)[0]?.node, parse(alone.sent)[0]?.node), other).toBe(true);
      }
    }
    expect(asked).toBeGreaterThan(30);
    expect(hits).toBeGreaterThan(asked * 0.3);
  });
});

test('a text is known again, and so is one that differs in literals alone', () => {
  const text = (id: number) => `SELECT city FROM customers WHERE id = ${id}`;
  expect(caches(open(), text(5), text(5), text(6), text(7))).toEqual(['miss', 'hit', 'hit', 'hit']);
  expect(caches(open(), text(5), text(6).toLowerCase(), `${text(5)} `, `${text(5)} AND id = 7`)).toEqual([
    'miss',
    'miss',
    'miss',
    'miss',
  ]);
});

test('a literal that decides has plans of its own', () => {
  // A place in the list, not a value.
  const text = (place: number) => `SELECT city, id FROM customers GROUP BY ${place}, id, city`;
  expect(caches(open(), text(1), text(2), text(1), text(2))).toEqual(['miss', 'miss', 'hit', 'hit']);
});

test('what needs the session is planned each time', () => {
  const session = open();
  expect(caches(session, 'PREPARE p AS SELECT 1', 'PREPARE p AS SELECT 1')).toEqual(['miss', 'miss']);
  expect(caches(session, "SET search_path = 'x'", "SET search_path = 'x'")).toEqual(['miss', 'miss']);
  // It says the same whenever it is sent.
  expect(caches(session, 'BEGIN', 'BEGIN')).toEqual(['miss', 'hit']);
  expect(caches(session, 'COMMIT', 'COMMIT')).toEqual(['miss', 'hit']);
  run(session, 'PREPARE p AS SELECT 1');
  expect(caches(session, 'EXECUTE p', 'EXECUTE p')).toEqual(['miss', 'miss']);
});

test('a long text is planned each time, and one with NUL is known by none', () => {
  const session = open();
  const padded = (length: number) => 'SELECT 1 FROM products'.padEnd(length);
  expect(caches(session, padded(65_536), padded(65_536), padded(65_537), padded(65_537))).toEqual([
    'miss',
    'hit',
    'miss',
    'miss',
  ]);
  const types = outcome(session, 'SELECT $1', [25]);
  expect(types.cache).toBe('miss');
  expect(outcome(session, 'SELECT $1', [25]).cache).toBe('hit');
  expect(outcome(session, 'SELECT $1').cache).toBe('miss');
  expect(outcome(session, 'SELECT $1', [23]).cache).toBe('miss');
  expect(outcome(session, 'SELECT $1\u000025')).toMatchObject({ cache: 'miss', sent: '' });
});

test('a literal that makes a text too long is refused by its length, known or not', () => {
  const limits = { ...defaultStatementLimits, statementBytesMax: 100 };
  const session = smallGate({ options: { ...options, limits } }).as('storefront');
  const text = (value: string) => `SELECT title FROM products WHERE sku = '${value}'`;
  expect(caches(session, text('a'), text('b'))).toEqual(['miss', 'hit']);
  const [fits, over] = [59, 60].map((count) => outcome(session, text('a'.repeat(count))));
  expect(fits).toMatchObject({ cache: 'hit' });
  expect(fits?.sent).not.toBe('');
  expect(over).toMatchObject({ cache: 'miss', sent: '' });
  // In bytes, not in characters.
  expect(outcome(session, text('é'.repeat(29))).sent).not.toBe('');
  expect(outcome(session, text('é'.repeat(30))).sent).toBe('');
});

describe('what the session is', () => {
  test('decides again where it may have decided before', () => {
    const gate = smallGate({ options });
    const [one, two] = [gate.as('storefront'), gate.as('storefront')];
    run(one, 'PREPARE mine AS SELECT 1');
    expect(outcome(one, 'EXECUTE mine').sent).toBe('EXECUTE mine');
    expect(outcome(two, 'EXECUTE mine').shown).toMatch(/prepared statement "mine" does not exist/);
    expect(outcome(two, 'MOVE 1 FROM theirs').shown).toMatch(/cursor "theirs" does not exist/);
  });

  test('is asked where something was set and is not settled', () => {
    const gate = smallGate({ options });
    const [before, after] = [gate.as('storefront'), gate.as('storefront')];
    expect(outcome(before, 'ROLLBACK TO here').sent).toBe('ROLLBACK TO here');
    after.sent(admit(after, 'SET search_path TO "$user", public'));
    expect(outcome(after, 'ROLLBACK TO here').shown).toMatch(/ROLLBACK TO and AND CHAIN/);
  });

  test('keeps askers, and what may be seen, apart', () => {
    const gate = smallGate({ options });
    const text = 'SELECT name, city FROM customers WHERE id = 5';
    const sent = [gate.as('storefront'), gate.as('mailer'), gate.as('analyst', 'analytics')].map(
      (session) => outcome(session, text).sent,
    );
    expect(new Set(sent).size).toBe(3);
  });
});

test('an error is placed where it is in the text that was asked', () => {
  const session = open();
  for (const start of ["SELECT 'é', city FROM customers WHERE ", "SELECT 'another', city FROM customers WHERE "]) {
    const statement = admit(session, `${start}city > 'b' AND id = 1`);
    const sent = statement.bytes.toString();
    const at = [...sent.slice(0, sent.indexOf('city >'))].length + 1;
    expect(session.scrub(new Map([['P', String(at)]]), statement).get('P')).toBe(String(start.length + 1));
  }
  expect(said).toEqual(['miss', 'hit']);
});

describe('as a prepared statement', () => {
  const formOf = (session: GateSession, text: string) => admit(session, text).prepared ?? null;

  test('texts that differ in constants have the same bytes, and values of their own', () => {
    const session = open();
    const [one, other] = [5, 7].map((id) => formOf(session, `SELECT city FROM customers WHERE id = ${id}`));
    expect(one).not.toBe(null);
    expect(one?.statement.bytes).toBe(other?.statement.bytes);
    expect(one?.statement.bytes.toString()).toContain('id = $1');
    expect([one, other].map((form) => form?.values.map(String))).toEqual([['5'], ['7']]);
    expect(one?.parameterTypes).toEqual([23]);
    expect(one?.returnsRows).toBe(true);
    expect(one?.statement).toMatchObject({ verdict: 'guarded', purpose: 'fulfilment', touchesProtected: true });
    expect(one?.statement.prepared).toBeNull();
    const write = formOf(session, "INSERT INTO products (title) VALUES ('it''s')");
    expect(write?.values.map(String)).toEqual(["it's"]);
    expect(write?.returnsRows).toBe(false);
  });

  test('an error is placed where it is in the client’s text', () => {
    const session = open();
    for (const [id, mail] of [
      ['12345', "'é'"],
      ['1', "'another one'"],
    ] as const) {
      const text = `SELECT city FROM customers WHERE id = ${id} AND ${mail} = email AND name = 'x'`;
      const statement = formOf(session, text)?.statement ?? null;
      const sent = statement?.bytes.toString() ?? '';
      for (const word of ['$1', '$2', 'email AND', 'name = $']) {
        const at = [...sent.slice(0, sent.indexOf(word))].length + 1;
        const placed = session.scrub(new Map([['P', String(at)]]), statement);
        const found = text.indexOf(word.replace('$1', id).replace('$2', mail).replace(' = $', ' = '));
        expect(placed.get('P'), word).toBe(String([...text.slice(0, found)].length + 1));
      }
    }
  });
});

test('lookups are counted for each text of a template', () => {
  const counted: number[] = [];
  const observer = { ...options.observer, lookups: (_: string, __: string, count: number) => void counted.push(count) };
  const session = smallGate({ policy: lookingUp(), options: { ...options, observer } }).as('mailer');
  for (const name of ['a', 'b', 'c']) run(session, `SELECT id FROM customers WHERE name = '${name}'`);
  expect(said).toEqual(['miss', 'hit', 'hit']);
  expect(counted).toEqual([1, 1, 1]);
});

test('the position of an error is told of a text that is known by its template, but not of a long one', () => {
  const session = open();
  const text = (value: number, words: string) =>
    `SELECT title FROM products WHERE price = ${value} AND title <> '${words}'`;
  const told = (words: string) => {
    outcome(session, text(1, words));
    expect(caches(session, text(2, words))).toEqual(['hit']);
    const statement = admit(session, text(2, words));
    const position = 1 + statement.bytes.toString().indexOf('price');
    return [position, session.scrub(new Map([['P', String(position)]]), statement).get('P')];
  };
  const [, placed] = told('short');
  expect(placed).toBe(String(1 + text(2, 'short').indexOf('price')));
  expect(told('long'.repeat(1_100))[1]).toBeUndefined();
});
