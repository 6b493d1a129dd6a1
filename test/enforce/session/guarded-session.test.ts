import { describe, expect, test } from 'vitest';
import type { ForwardableStatement } from '../../../src/enforce/index.js';
import type { CatalogSnapshot, Relation } from '../../../src/sql/index.js';
import { lookingUp } from '../rewrite/looking-up.js';
import { shopPolicy } from '../shop-policy.js';
import { admit, refused, run, smallGate } from '../small-gate.js';
import { smallCatalog } from '../small-view.js';
import { withNames } from './with-names.js';

const shop = smallGate();
const session = (principal = 'mailer', purpose: string | null = null) => shop.as(principal, purpose);

const oidOf = (name: string) => smallCatalog.relation('public', name)?.oid ?? 0;

/** The catalog with a relation changed, or one more of that name. */
function withRelation(name: string, like: string, changes: Partial<Relation>): CatalogSnapshot {
  const found = { ...(smallCatalog.relation('public', like) as Relation), name, ...changes };
  return {
    ...smallCatalog,
    relation: (schema, asked) => (asked === name && schema === 'public' ? found : smallCatalog.relation(schema, asked)),
    relationByOid: (oid) => (oid === found.oid ? found : smallCatalog.relationByOid(oid)),
  };
}

/** The shop's policy, with all that may be done. */
function allowing(...may: ('maintenance' | 'ddl' | 'temp')[]) {
  const policy = shopPolicy();
  const principals = [...policy.principals].map(
    ([name, principal]) => [name, { ...principal, may: new Set(may) }] as const,
  );
  return { ...policy, principals: new Map(principals) };
}

test('a statement that was planned is not planned again', () => {
  const mailer = session();
  expect(admit(mailer, 'SELECT 1 FROM customers')).toBe(admit(mailer, 'SELECT 1 FROM customers'));
  expect(admit(mailer, 'PREPARE a AS SELECT 1')).not.toBe(admit(mailer, 'PREPARE a AS SELECT 1'));
});

test('an unknown name asks for the catalog once, and is then unknown', async () => {
  const gate = smallGate();
  const mailer = gate.as('mailer');
  expect(mailer.admit('SELECT 1 FROM not_yet', 'simple').kind).toBe('stale');
  gate.becomes(withRelation('not_yet', 'products', { oid: 17_000 }));
  expect(mailer.admit('SELECT 1 FROM not_yet', 'simple').kind).toBe('stale');
  await mailer.refresh();
  expect(mailer.admit('SELECT 1 FROM not_yet', 'simple').kind).toBe('forward');
  expect(mailer.admit('SELECT 1 FROM never', 'simple').kind).toBe('stale');
  await mailer.refresh();
  expect(mailer.admit('SELECT 1 FROM never', 'simple')).toMatchObject({ kind: 'refuse', error: { sqlstate: '42P01' } });
  // Each look answers one question.
  expect(mailer.admit('SELECT 1 FROM never', 'simple').kind).toBe('stale');
});

test('several statements do not go into one prepared statement', () => {
  const mailer = session();
  const tooMany = {
    kind: 'refuse',
    error: { sqlstate: '42601', message: 'cannot insert multiple commands into a prepared statement' },
  };
  expect(mailer.admit('SELECT 1; SELECT 2', 'extended')).toMatchObject(tooMany);
  expect(mailer.admit('SELECT 1; SELECT 2', 'simple').kind).toBe('forward');
  // Nor when they were planned before.
  expect(mailer.admit('SELECT 1; SELECT 2', 'extended')).toMatchObject(tooMany);
  expect(mailer.admit('PREPARE a AS SELECT 1; SELECT 2', 'extended').kind).toBe('refuse');
  expect(mailer.admit('SELECT 1', 'extended').kind).toBe('forward');
});

test('a guard that fails refuses, and shows nothing of the fault', () => {
  const catalog = {
    ...smallCatalog,
    functionsNamed: () => {
      throw new Error('SECRET');
    },
  };
  const source = { current: () => catalog, refresh: async () => catalog };
  const error = refused(
    smallGate({ store: { catalog: () => source } }).as('mailer'),
    'SELECT lower(city) FROM customers',
  );
  expect(error).toMatchObject({ sqlstate: '42501', message: 'the statement could not be judged' });
  expect(`${error.message}${error.hint}`).not.toContain('SECRET');
});

test('a later statement of a text sees what an earlier one set', () => {
  const analyst = session('analyst', 'fulfilment');
  const text = admit(analyst, "SET damask.purpose = 'analytics'; SELECT name FROM customers").bytes.toString();
  expect(text).toMatch(/CAST\(NULL AS (pg_catalog\.)?text\) AS "name"/);
  expect(analyst.purpose).toBe('fulfilment');
});

describe('a purpose', () => {
  test('holds from when its statement is sent, and is taken back by a rollback', () => {
    const analyst = session('analyst', 'fulfilment');
    run(analyst, 'BEGIN', 'T');
    analyst.sent(admit(analyst, "SET damask.purpose = 'analytics'"));
    expect(analyst.purpose).toBe('analytics');
    const harmless = admit(analyst, 'SELECT 1');
    analyst.sent(admit(analyst, 'ROLLBACK'));
    expect(refused(analyst, 'SELECT 1')).toMatchObject({
      sqlstate: '42501',
      message: 'nothing may follow the end of a transaction that set the search_path or the purpose',
    });
    expect(analyst.recheck(harmless)).toMatchObject({ sqlstate: '42501' });
    analyst.transactionState('I', true);
    expect(analyst.purpose).toBe('fulfilment');
    expect(analyst.admit('SELECT 1', 'simple').kind).toBe('forward');
  });

  test('that was set is not followed by more than its transaction’s end in one text', () => {
    const analyst = session('analyst', 'fulfilment');
    expect(refused(analyst, "BEGIN; SET damask.purpose = 'analytics'; COMMIT; SELECT 1").message).toMatch(
      /^nothing may follow/,
    );
    expect(admit(analyst, 'BEGIN; SELECT 1; COMMIT; SELECT 1')).toMatchObject({ verdict: 'passed' });
  });

  test('that another statement was prepared under keeps that statement from running', () => {
    const analyst = session('analyst', 'fulfilment');
    const prepared = admit(analyst, 'SELECT name FROM customers', 'extended');
    const harmless = admit(analyst, 'SELECT 1', 'extended');
    run(analyst, "SET damask.purpose = 'analytics'");
    expect(analyst.recheck(prepared)).toMatchObject({
      sqlstate: '26000',
      message: 'the prepared statement was planned under another purpose, policy or catalog',
      hint: 'prepare it again',
    });
    expect(analyst.recheck(harmless)).toBe(null);
    const again = analyst.again(prepared);
    expect(again.kind === 'forward' && again.statement.purpose).toBe('analytics');
    expect(again.kind === 'forward' && again.statement.bytes.equals(prepared.bytes)).toBe(false);
  });

  test('that nobody said names nothing', () => {
    const analyst = session('analyst');
    expect(refused(analyst, 'SELECT 1 FROM customers').message).toBe('no purpose has been said');
    expect(analyst.admit('SELECT 1', 'simple').kind).toBe('forward');
    expect(analyst.startupParameters.has('damask.purpose')).toBe(false);
    expect(session('analyst', 'fulfilment').startupParameters.get('damask.purpose')).toBe('fulfilment');
  });
});

describe('what stands under a name is judged again when it is used', () => {
  test.each([
    ['PREPARE', 'PREPARE p AS SELECT name FROM customers', 'EXECUTE p', 'DEALLOCATE p'],
    ['DECLARE', 'DECLARE p CURSOR WITH HOLD FOR SELECT name FROM customers', 'FETCH p', 'CLOSE p'],
  ])('after %s, when the policy has changed', (_, gives, uses, takesBack) => {
    const gate = smallGate();
    const mailer = gate.as('mailer');
    run(mailer, gives);
    run(mailer, uses);
    gate.reload(shopPolicy());
    run(mailer, uses);
    const bound = admit(mailer, uses, 'extended');
    expect(mailer.recheck(bound)).toBe(null);
    gate.reload(withNames({ kind: 'withhold' }));
    for (let time = 0; time < 2; time += 1)
      expect(refused(mailer, uses).message).toContain('another purpose, policy or catalog');
    expect(mailer.recheck(bound)).toMatchObject({ sqlstate: '26000' });
    run(mailer, takesBack);
    run(mailer, gives);
    run(mailer, uses);
    expect(mailer.recheck(admit(mailer, uses, 'extended'))).toBe(null);
    // What it was then is what it was for good.
    gate.reload(shopPolicy());
    expect(refused(mailer, uses).message).toContain('another purpose, policy or catalog');
  });

  test('when the catalog has changed', async () => {
    const gate = smallGate();
    const mailer = gate.as('mailer');
    run(mailer, 'PREPARE p AS SELECT * FROM customer_mail');
    run(mailer, 'PREPARE q AS SELECT count(*) FROM products');
    const definition = 'SELECT id, ssn AS mail FROM public.customers';
    gate.becomes(withRelation('customer_mail', 'customer_mail', { definition }));
    run(mailer, 'EXECUTE p');
    await mailer.refresh();
    expect(refused(mailer, 'EXECUTE p').message).toContain('another purpose, policy or catalog');
    expect(run(mailer, 'EXECUTE q')).toBe('EXECUTE q');
  });

  test('when the agreement has ended', () => {
    let now = Date.parse('2026-06-01');
    const policy = shopPolicy();
    const agreement = { reference: 'A-1', from: 0, until: Date.parse('2026-06-02') };
    const outside = { name: 'house', role: 'processor', agreement, purposes: null, categories: null } as const;
    const mailer = smallGate({
      policy: { ...policy, recipients: new Map([['house', outside]]) },
      options: { clock: { now: () => now } as never },
    }).as('mailer');
    run(mailer, 'PREPARE p AS SELECT count(*) FROM customers');
    run(mailer, 'EXECUTE p');
    const bound = admit(mailer, 'SELECT 1 FROM customers', 'extended');
    now = agreement.until - 1;
    expect(mailer.recheck(bound)).toBe(null);
    now = agreement.until;
    expect(refused(mailer, 'EXECUTE p').sqlstate).toBe('42501');
    expect(mailer.recheck(bound)).toMatchObject({ sqlstate: '42501' });
  });

  test('when less is left of a cursor than when its FETCH was prepared', () => {
    const { rules, ...policy } = shopPolicy();
    const mailer = smallGate({ policy: { ...policy, rules: rules.map((rule) => ({ ...rule, rowsMax: 5 })) } }).as(
      'mailer',
    );
    run(mailer, 'DECLARE c CURSOR WITH HOLD FOR SELECT name FROM customers');
    const bound = admit(mailer, 'FETCH 2 FROM c', 'extended');
    expect(mailer.recheck(bound)).toBe(null);
    mailer.sent(bound);
    expect(mailer.recheck(bound)).toMatchObject({ sqlstate: '26000' });
    expect(admit(mailer, 'FETCH 2 FROM c').rowsMax).toBe(3);
    // Rows that were passed by before are rows, too.
    run(mailer, 'MOVE 100 FROM c');
    run(mailer, 'FETCH -2 FROM c');
    expect(admit(mailer, 'FETCH -2 FROM c').rowsMax).toBe(1);
  });

  test('and a fault of the gate’s own is none of its answers', () => {
    let fails = false;
    const clock = {
      now: () => {
        if (fails) throw new RangeError('no time');
        return Date.parse('2026-06-01');
      },
    };
    const mailer = smallGate({ options: { clock: clock as never } }).as('mailer');
    const bound = admit(mailer, 'SELECT 1 FROM customers', 'extended');
    fails = true;
    expect(() => mailer.recheck(bound)).toThrow('no time');
  });

  test('also when the protocol has given the name in the meantime', () => {
    const analyst = session('analyst', 'fulfilment');
    run(analyst, 'PREPARE p AS SELECT name FROM customers');
    const bound = admit(analyst, 'EXECUTE p', 'extended');
    expect(analyst.recheck(bound)).toBe(null);
    run(analyst, 'DEALLOCATE p');
    expect(analyst.recheck(bound)).not.toBe(null);
    expect(session('analyst', 'fulfilment').admit('EXECUTE p', 'simple').kind).toBe('refuse');
  });
});

test('what did not come from the gate may not run', () => {
  const mailer = session();
  const forged = { ...admit(mailer, 'SELECT 1') } as ForwardableStatement;
  const why = { code: 'internal', message: 'a statement did not come from the gate' };
  expect(mailer.recheck(forged)).toMatchObject(why);
  expect(mailer.again(forged)).toMatchObject({ kind: 'refuse', error: why });
  // And is not counted.
  mailer.sent({ ...admit(mailer, 'SELECT 1 FROM customers') } as ForwardableStatement);
  expect(mailer.scrub(new Map([['M', 'x "SECRET"']]), null).get('M')).toBe('x "SECRET"');
});

describe('the tripwire', () => {
  test('lets out columns that pass, and no other of a protected relation', () => {
    const mailer = session();
    const customers = oidOf('customers');
    expect(mailer.tripwire(0, 0)).toBe(null);
    // ctid, xmin: the version of a row, which programs compare when they save it.
    expect(mailer.tripwire(customers, -1)).toBe(null);
    expect(mailer.tripwire(customers, 0)).not.toBe(null);
    expect(mailer.tripwire(customers, 1)).toBe(null);
    expect(mailer.tripwire(customers, 3)).toBe(null);
    for (const attribute of [2, 4, 99]) {
      expect(mailer.tripwire(customers, attribute)).toMatchObject({ code: 'tripwire' });
      expect(mailer.tripwire(customers, attribute)?.message).toContain('public.customers');
    }
    expect(mailer.tripwire(oidOf('tickets_1'), 3)).not.toBe(null);
    expect(mailer.tripwire(oidOf('products'), 1)).toBe(null);
  });

  test('holds a statement to what it was planned under', () => {
    const gate = smallGate({ policy: withNames({ kind: 'pass' }) });
    const mailer = gate.as('mailer');
    const statement = admit(mailer, 'SELECT name FROM customers', 'extended');
    gate.reload(shopPolicy());
    expect(mailer.tripwire(oidOf('customers'), 2, statement)).toBe(null);
    expect(mailer.tripwire(oidOf('customers'), 4, statement)).not.toBe(null);
    expect(mailer.tripwire(oidOf('customers'), 2)).not.toBe(null);
    expect(mailer.tripwire(oidOf('customers'), 2, admit(mailer, 'SELECT 1'))).not.toBe(null);
  });
});

test('errors are scrubbed once something protected was touched', () => {
  const mailer = session();
  const fields = new Map([
    ['M', 'invalid input: "SECRET"'],
    ['D', 'Key (a)=(b)'],
  ]);
  expect(mailer.scrub(fields, null).get('M')).toBe('invalid input: "SECRET"');
  mailer.sent(admit(mailer, 'SELECT 1 FROM products'));
  expect(mailer.scrub(fields, null).get('M')).toBe('invalid input: "SECRET"');
  const literal = admit(mailer, "SELECT 'SECRET' FROM customers");
  expect(mailer.scrub(fields, literal).get('M')).toBe('invalid input: "SECRET"');
  mailer.sent(literal);
  expect(mailer.scrub(fields, null).get('M')).toBe('invalid input: "[hidden]"');
  expect(mailer.scrub(fields, null).get('D')).toBe('hidden by the gateway: detail');
});

test('so they are once a trigger of the store could speak, or maintenance', async () => {
  const gate = smallGate({ policy: allowing('maintenance') });
  const fields = new Map([['M', 'invalid input: "SECRET"']]);
  gate.becomes(withRelation('products', 'products', { hasTriggers: true }));
  for (const sql of ["INSERT INTO products (sku) VALUES ('a')", 'REFRESH MATERIALIZED VIEW customer_copy']) {
    const storefront = gate.as('storefront');
    await storefront.refresh();
    run(storefront, 'SELECT 1 FROM products');
    expect(storefront.scrub(fields, null).get('M')).toContain('SECRET');
    run(storefront, sql);
    expect(storefront.scrub(fields, null).get('M')).not.toContain('SECRET');
  }
});

test('what code of the store’s says is hidden whatever was touched: the code may be another than was known', () => {
  const mailer = session();
  mailer.sent(admit(mailer, 'SELECT 1 FROM products'));
  for (const [code, value] of [
    ['W', 'PL/pgSQL function shout() line 3 at RAISE'],
    ['R', 'exec_stmt_raise'],
  ] as const) {
    const said = mailer.scrub(
      new Map([
        ['M', 'SECRET'],
        ['D', 'SECRET'],
        ['H', 'SECRET'],
        [code, value],
      ]),
      null,
    );
    expect(said.get('M')).toBe('message hidden by the gateway');
    expect([...said.values()].join()).not.toContain('SECRET');
  }
});

test('notifications pass where the operator says so', () => {
  expect(session().passesNotification('any')).toBe(false);
  const mailer = smallGate({ store: { channels: new Set(['jobs']) } }).as('mailer');
  expect(mailer.passesNotification('jobs')).toBe(true);
  expect(mailer.passesNotification('any')).toBe(false);
});

test('it is told what a statement is', () => {
  const mailer = session();
  expect(admit(mailer, 'SELECT 1')).toMatchObject({
    verdict: 'passed',
    touchesProtected: false,
    changesSession: false,
    takesNames: [],
    rowsMax: null,
  });
  expect(admit(mailer, 'SELECT 1 FROM customers')).toMatchObject({
    verdict: 'guarded',
    touchesProtected: true,
    purpose: 'marketing',
  });
  expect(admit(mailer, 'SELECT 1; SELECT 1 FROM customers')).toMatchObject({
    verdict: 'guarded',
    touchesProtected: true,
  });
  expect(admit(mailer, 'BEGIN')).toMatchObject({ changesSession: false });
  expect(admit(mailer, 'SET search_path = x')).toMatchObject({ changesSession: true });
  expect(admit(mailer, 'PREPARE p AS SELECT 1')).toMatchObject({
    changesSession: true,
    takesNames: [{ kind: 'statement', name: 'p' }],
  });
  expect(admit(mailer, 'DECLARE c CURSOR FOR SELECT 1')).toMatchObject({ takesNames: [{ kind: 'portal', name: 'c' }] });
});

test('a body keeps its connection: it may set what masks are keyed by', () => {
  const policy = shopPolicy();
  const principals = [...policy.principals].map(
    ([name, principal]) => [name, { ...principal, may: new Set(['code'] as const) }] as const,
  );
  const mailer = smallGate({ policy: { ...policy, principals: new Map(principals) } }).as('mailer');
  expect(admit(mailer, 'DO $$BEGIN END$$').use?.pins).toBe('setting');
  expect(admit(mailer, 'SELECT 1').use?.pins ?? null).toBe(null);
});

test('EXPLAIN of something protected stands alone', () => {
  const mailer = session();
  expect(admit(mailer, 'EXPLAIN SELECT city FROM customers').rewritten).not.toBe(null);
  expect(refused(mailer, 'SELECT 1; EXPLAIN SELECT city FROM customers')).toMatchObject({
    message: 'EXPLAIN of protected relations stands alone in its message',
    hint: 'send the statements one by one',
  });
  expect(admit(mailer, 'SELECT 1; EXPLAIN SELECT sku FROM products').rewritten).toBe(null);
});

describe('definitions', () => {
  const gate = smallGate({ policy: allowing('ddl') });

  test('are known to the session at once, and looked up when their transaction has ended', async () => {
    const storefront = gate.as('storefront');
    run(storefront, 'BEGIN', 'T');
    await storefront.refresh();
    run(storefront, 'CREATE TABLE fresh (a int)', 'T');
    expect(run(storefront, 'SELECT a FROM fresh', 'T')).toContain('fresh');
    const looks = gate.looks();
    storefront.sent(admit(storefront, 'COMMIT'));
    storefront.transactionState('I', false);
    expect(gate.looks()).toBe(looks + 1);
    expect(storefront.admit('SELECT 1', 'simple').kind).toBe('stale');
    await storefront.refresh();
    expect(storefront.admit('SELECT 1', 'simple').kind).toBe('forward');
  });

  test('mean nothing to another session, and what is prepared over them is not for others', async () => {
    const storefront = gate.as('storefront');
    run(storefront, 'BEGIN', 'T');
    await storefront.refresh();
    run(storefront, 'DROP TABLE products', 'T');
    await storefront.refresh();
    expect(refused(storefront, 'SELECT 1 FROM products')).toMatchObject({ sqlstate: '42P01' });
    expect(gate.as('storefront').admit('SELECT 1 FROM products', 'simple').kind).toBe('forward');
  });
});

test('each run counts against what the principal may look up in a minute', () => {
  let now = Date.parse('2026-06-01');
  const counted: number[] = [];
  const gate = smallGate({
    policy: lookingUp(5),
    options: {
      clock: { now: () => now } as never,
      observer: { planCache: () => {}, fields: () => {}, lookups: (_store, _purpose, count) => counted.push(count) },
    },
  });
  const [mailer, other] = [gate.as('mailer'), gate.as('mailer')];
  run(mailer, "SELECT id FROM customers WHERE name IN ('a', 'b')");
  run(other, "SELECT id FROM customers WHERE name = 'c'");
  expect(counted).toEqual([2, 1]);
  expect(refused(mailer, "SELECT id FROM customers WHERE name IN ('a', 'b', 'c')")).toMatchObject({
    sqlstate: '53400',
    message: 'more than 5 lookups of masked columns in a minute',
  });
  expect(admit(mailer, "SELECT id FROM customers WHERE name IN ('a', 'b', 'c')", 'extended')).toBeDefined();
  const statement = admit(mailer, 'SELECT id FROM customers WHERE name = $1', 'extended');
  for (const expected of [null, null, '53400']) {
    expect(mailer.recheck(statement)?.sqlstate ?? null).toBe(expected);
    if (expected === null) mailer.sent(statement);
  }
  run(mailer, 'SELECT id FROM customers WHERE id = 5');
  now += 60_000;
  run(mailer, 'PREPARE p AS SELECT id FROM customers WHERE name IN ($1, $2, $3)');
  run(mailer, "EXECUTE p ('a', 'b', 'c')");
  expect(refused(mailer, "EXECUTE p ('a', 'b', 'd')")).toMatchObject({ sqlstate: '53400' });
});

test('fields are counted as they are shown', () => {
  const counted: unknown[][] = [];
  const mailer = smallGate({
    options: { observer: { planCache: () => {}, lookups: () => {}, fields: (...what) => void counted.push(what) } },
  }).as('mailer');
  run(mailer, 'SELECT city, name, ssn FROM customers');
  expect(counted.map(([store, purpose, kind]) => [store, purpose, kind])).toEqual([
    ['shop', 'marketing', 'pass'],
    ['shop', 'marketing', 'mask'],
    ['shop', 'marketing', 'withhold'],
  ]);
  counted.length = 0;
  run(mailer, 'SELECT 1 FROM products');
  expect(counted).toEqual([]);
});
