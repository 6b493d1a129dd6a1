import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ForwardableStatement, GateSession, Verdict } from '../../../src/enforce/index.js';
import { run, smallGate } from '../small-gate.js';
import { smallCatalog } from '../small-view.js';

/** However fast the machine is, each step of planning takes a whole turn. */
beforeEach(() => {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 50;
    return nowMs;
  });
});
afterEach(() => vi.restoreAllMocks());

const rows = (count: number) => Array.from({ length: count }, (_, at) => `(${at}, ${at}, ${at}.5)`).join(', ');
const values = (count: number) => Array.from({ length: count }, (_, at) => `${at + 1}`).join(', ');

/** As a relay does. */
function inTurns(session: GateSession, text: string): { readonly verdict: Verdict; readonly turns: number } {
  for (let turns = 1; ; turns += 1) {
    const verdict = session.admitInTurns(text, 'simple');
    if (verdict.kind !== 'unfinished') return { verdict, turns };
  }
}

const bytesOf = (verdict: Verdict): string =>
  verdict.kind === 'forward' ? verdict.statement.bytes.toString('utf8') : `${verdict.kind} ${JSON.stringify(verdict)}`;

test.each([
  ['SELECT id FROM customers WHERE id = 1'],
  [`SELECT id FROM customers WHERE id IN (${values(3_000)})`],
  [`SELECT id FROM customers WHERE ${Array.from({ length: 500 }, (_, at) => `id = ${at}`).join(' OR ')}`],
  [`INSERT INTO orders (id, customer_id, total) VALUES ${rows(2_000)}`],
  ["SELECT 1; SET damask.purpose = 'analytics'; SELECT city FROM customers"],
  ['SELECT email FROM customers; COMMIT; SELECT 1'],
  ['SELECT nothing FROM customers'],
  ['SELECT pg_read_file($$x$$)'],
  ['SELECT'],
  ['SELEC'],
])('a text is planned in turns as it is in one go: %s', (text) => {
  const { verdict, turns } = inTurns(smallGate().as('storefront', 'fulfilment'), text);
  expect(bytesOf(verdict)).toBe(bytesOf(smallGate().as('storefront', 'fulfilment').admit(text, 'simple')));
  if (verdict.kind === 'forward' && text.length > 10) expect(turns).toBeGreaterThan(2);
});

const text = 'SELECT city, email FROM customers';

/** The text under fulfilment. */
const underFulfilment = (): string => bytesOf(smallGate().as('analyst', 'fulfilment').admit(text, 'simple'));

test('what is set while a text is planned holds for it', () => {
  const session = smallGate().as('analyst', 'analytics');
  const set = session.admit("SET damask.purpose = 'fulfilment'", 'simple');
  expect(session.admitInTurns(text, 'simple').kind).toBe('unfinished');
  if (set.kind !== 'forward') throw new Error('refused');
  session.sent(set.statement);
  expect(bytesOf(inTurns(session, text).verdict)).toBe(underFulfilment());
});

test('what a transaction takes back while a text is planned does not', () => {
  const session = smallGate().as('analyst', 'fulfilment');
  run(session, 'BEGIN', 'T');
  const set = session.admit("SET damask.purpose = 'analytics'", 'simple');
  if (set.kind !== 'forward') throw new Error('refused');
  session.sent(set.statement);
  expect(session.admitInTurns(text, 'simple').kind).toBe('unfinished');
  session.transactionState('I', true);
  expect(bytesOf(inTurns(session, text).verdict)).toBe(underFulfilment());
});

test('a catalog that changes while a text is planned has it planned anew', () => {
  const gate = smallGate();
  const session = gate.as('analyst', 'fulfilment');
  const products = smallCatalog.relation('public', 'products');
  if (products === undefined) throw new Error('no products');
  const other = { ...products, name: 'not_for_long', oid: 17_000 };
  gate.becomes({
    ...smallCatalog,
    relation: (schema, name) => (name === other.name ? other : smallCatalog.relation(schema, name)),
    relationByOid: (oid) => (oid === other.oid ? other : smallCatalog.relationByOid(oid)),
  });
  const dropped = 'SELECT 1 FROM not_for_long';
  expect(session.admitInTurns(dropped, 'simple').kind).toBe('unfinished');
  expect(session.admitInTurns(dropped, 'simple').kind).toBe('unfinished');
  gate.becomes({ ...smallCatalog });
  expect(inTurns(session, dropped).verdict.kind).toBe('stale');
});

test('another text is not taken for the one that was left off', () => {
  const session = smallGate().as('analyst', 'fulfilment');
  expect(session.admitInTurns(text, 'simple').kind).toBe('unfinished');
  const other = 'SELECT id FROM customers';
  expect(bytesOf(inTurns(session, other).verdict)).toBe(
    bytesOf(smallGate().as('analyst', 'fulfilment').admit(other, 'simple')),
  );
  expect(session.admitInTurns(text, 'simple').kind).toBe('unfinished');
  const typed = session.admitInTurns(text, 'extended', [25]);
  expect(typed.kind).toBe('unfinished');
});

test('the catalog is asked for once, and what is unknown then is unknown', async () => {
  const session = smallGate().as('analyst', 'fulfilment');
  const unknown = 'SELECT 1 FROM not_yet';
  expect(inTurns(session, unknown).verdict.kind).toBe('stale');
  await session.refresh();
  expect(inTurns(session, unknown).verdict).toMatchObject({ kind: 'refuse', error: { sqlstate: '42P01' } });
});

test('a statement that was prepared under another purpose is judged anew in turns, and so is what it has become', () => {
  const session = smallGate().as('analyst', 'analytics');
  const prepare = (asked: string) => {
    const verdict = session.admit(asked, 'extended');
    if (verdict.kind !== 'forward') throw new Error('refused');
    return verdict.statement;
  };
  const [differs, same] = [prepare(text), prepare('SELECT sku, price FROM products')];
  run(session, "SET damask.purpose = 'fulfilment'");
  const judged = (statement: ForwardableStatement) => {
    for (let turns = 1; ; turns += 1) {
      const error = session.recheckInTurns(statement);
      if (error !== 'unfinished') return { turns, error };
    }
  };
  expect(judged(same)).toMatchObject({ turns: expect.toSatisfy((turns) => turns > 1), error: null });
  expect(judged(differs)).toMatchObject({ error: { code: 'undefined_statement' } });
  // What it is today has been planned by that.
  const again = session.again(differs);
  expect(again.kind === 'forward' && again.statement.bytes.toString()).toBe(underFulfilment());
  run(session, "SET damask.purpose = 'analytics'");
  expect(judged(differs)).toMatchObject({ error: null });
  // Nobody has looked for a name that is new meanwhile.
  expect(inTurns(session, 'SELECT 1 FROM not_yet').verdict.kind).toBe('stale');
});

test('what is forgotten is begun anew', () => {
  const session = smallGate().as('analyst', 'fulfilment');
  const { turns } = inTurns(smallGate().as('analyst', 'fulfilment'), text);
  expect(turns).toBeGreaterThan(2);
  expect(session.admitInTurns(text, 'simple').kind).toBe('unfinished');
  session.forgetUnfinished();
  expect(inTurns(session, text).turns).toBe(turns);
});
