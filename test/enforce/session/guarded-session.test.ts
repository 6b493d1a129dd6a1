import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ForwardableStatement, GateSession } from '../../../src/enforce/index.js';
import type { Policy, Treatment } from '../../../src/policy/index.js';
import { openShop, type Shop, shopPolicy } from '../shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop?.close());

async function session(principal = 'mailer', purpose: string | null = null): Promise<GateSession> {
  const visitor = await shop.as(principal, purpose);
  await visitor.close();
  return visitor.session;
}

function admit(of: GateSession, text: string, protocol: 'simple' | 'extended' = 'simple'): ForwardableStatement {
  const verdict = of.admit(text, protocol);
  if (verdict.kind !== 'forward') throw verdict.kind === 'refuse' ? verdict.error : new Error(verdict.kind);
  return verdict.statement;
}

const oidOf = async (name: string) =>
  Number((await shop.database.query(`SELECT '${name}'::regclass::oid AS oid`)).rows[0].oid);

test('a statement that was planned is not planned again', async () => {
  const mailer = await session();
  expect(admit(mailer, 'SELECT 1 FROM customers')).toBe(admit(mailer, 'SELECT 1 FROM customers'));
  expect(admit(mailer, 'PREPARE a AS SELECT 1')).not.toBe(admit(mailer, 'PREPARE a AS SELECT 1'));
});

test('an unknown name asks for the catalog once, and is then unknown', async () => {
  const mailer = await session();
  expect(mailer.admit('SELECT 1 FROM not_yet', 'simple').kind).toBe('stale');
  await shop.database.query('CREATE TABLE not_yet (a int)');
  await mailer.refresh();
  expect(mailer.admit('SELECT 1 FROM not_yet', 'simple').kind).toBe('forward');
  expect(mailer.admit('SELECT 1 FROM never', 'simple').kind).toBe('stale');
  await mailer.refresh();
  expect(mailer.admit('SELECT 1 FROM never', 'simple')).toMatchObject({ kind: 'refuse', error: { sqlstate: '42P01' } });
});

test('several statements do not go into one prepared statement', async () => {
  const mailer = await session();
  expect(mailer.admit('SELECT 1; SELECT 2', 'extended')).toMatchObject({
    kind: 'refuse',
    error: { sqlstate: '42601' },
  });
  expect(mailer.admit('SELECT 1; SELECT 2', 'simple').kind).toBe('forward');
});

test('a later statement of a text sees what an earlier one set', async () => {
  const analyst = await session('analyst', 'fulfilment');
  const text = admit(analyst, "SET damask.purpose = 'analytics'; SELECT name FROM customers").bytes.toString();
  expect(text).toMatch(/CAST\(NULL AS (pg_catalog\.)?text\) AS "name"/);
  expect(analyst.purpose).toBe('fulfilment');
});

describe('a purpose', () => {
  test('holds from when its statement is sent, and is taken back by a rollback', async () => {
    const analyst = await session('analyst', 'fulfilment');
    analyst.sent(admit(analyst, 'BEGIN'));
    analyst.transactionState('T', false);
    analyst.sent(admit(analyst, "SET damask.purpose = 'analytics'"));
    expect(analyst.purpose).toBe('analytics');
    analyst.sent(admit(analyst, 'ROLLBACK'));
    expect(analyst.admit('SELECT 1', 'simple')).toMatchObject({ kind: 'refuse', error: { sqlstate: '42501' } });
    analyst.transactionState('I', true);
    expect(analyst.purpose).toBe('fulfilment');
    expect(analyst.admit('SELECT 1', 'simple').kind).toBe('forward');
  });

  test('that another statement was prepared under keeps that statement from running', async () => {
    const analyst = await session('analyst', 'fulfilment');
    const prepared = admit(analyst, 'SELECT name FROM customers', 'extended');
    const harmless = admit(analyst, 'SELECT 1', 'extended');
    analyst.sent(admit(analyst, "SET damask.purpose = 'analytics'"));
    analyst.transactionState('I', false);
    expect(analyst.recheck(prepared)).toMatchObject({ sqlstate: '26000' });
    expect(analyst.recheck(harmless)).toBe(null);
  });

  test('that nobody said names nothing', async () => {
    const analyst = await session('analyst');
    expect(analyst.admit('SELECT 1 FROM customers', 'simple')).toMatchObject({
      kind: 'refuse',
      error: { message: 'no purpose has been said' },
    });
    expect(analyst.admit('SELECT 1', 'simple').kind).toBe('forward');
  });
});

describe('what stands under a name is judged again when it is used', () => {
  /** The shop's policy, with another treatment of names for marketing. */
  const withNames = (treatment: Treatment): Policy => {
    const policy = shopPolicy();
    const rules = policy.rules.map((rule) =>
      rule.purpose === 'marketing' ? { ...rule, fields: new Map([...rule.fields, ['user.name', treatment]]) } : rule,
    );
    return { ...policy, rules };
  };

  test.each([
    ['PREPARE', 'PREPARE p AS SELECT name FROM customers', 'EXECUTE p', 'DEALLOCATE p'],
    ['DECLARE', 'DECLARE p CURSOR WITH HOLD FOR SELECT name FROM customers', 'FETCH p', 'CLOSE p'],
  ])('after %s, when the policy has changed', async (_, gives, uses, takesBack) => {
    const own = await openShop();
    try {
      const visitor = await own.as('mailer');
      await visitor.ask(gives);
      await visitor.ask(uses);
      own.reload(shopPolicy());
      await visitor.ask(uses);
      const bound = admit(visitor.session, uses, 'extended');
      expect(visitor.session.recheck(bound)).toBe(null);
      own.reload(withNames({ kind: 'withhold' }));
      expect((await visitor.refusal(uses)).message).toContain('another purpose, policy or catalog');
      expect(visitor.session.recheck(bound)).toMatchObject({ sqlstate: '26000' });
      await expect(visitor.ask(`SELECT 1/0; ${takesBack}`)).rejects.toMatchObject({ code: '22012' });
      // The server did not take the name back.
      await expect(visitor.ask(gives)).rejects.toThrow('already exists');
      expect((await visitor.refusal(uses)).message).toContain('another purpose, policy or catalog');
      await visitor.ask(gives.replace(' p ', ' q '));
      expect(await visitor.ask(uses.replace(/p$/, 'q'))).toContainEqual([null]);
      await visitor.ask(takesBack);
      await visitor.ask(gives);
      expect(await visitor.ask(uses)).toContainEqual([null]);
      await visitor.close();
    } finally {
      await own.close();
    }
  });

  test('when the catalog has changed', async () => {
    const own = await openShop();
    try {
      const visitor = await own.as('mailer');
      await visitor.ask('PREPARE p AS SELECT * FROM customer_mail');
      await visitor.ask('PREPARE q AS SELECT count(*) FROM products');
      await own.database.query(
        'CREATE OR REPLACE VIEW customer_mail AS SELECT id, email AS mail, ssn::text AS lname FROM customers',
      );
      await visitor.session.refresh();
      expect((await visitor.refusal('EXECUTE p')).message).toContain('another purpose, policy or catalog');
      expect(await visitor.ask('EXECUTE q')).toEqual([['4']]);
      await visitor.close();
    } finally {
      await own.close();
    }
  });

  test('when the agreement has ended', async () => {
    let now = Date.parse('2026-06-01');
    const policy = shopPolicy();
    const agreement = { reference: 'A-1', from: 0, until: Date.parse('2026-06-02') };
    const outside = { name: 'house', role: 'processor', agreement, purposes: null, categories: null } as const;
    const own = await openShop({
      policy: { ...policy, recipients: new Map([['house', outside]]) },
      options: { clock: { now: () => now } },
    });
    try {
      const visitor = await own.as('mailer');
      await visitor.ask('PREPARE p AS SELECT count(*) FROM customers');
      await visitor.ask('EXECUTE p');
      const bound = admit(visitor.session, 'SELECT 1 FROM customers', 'extended');
      now = agreement.until;
      expect((await visitor.refusal('EXECUTE p')).sqlstate).toBe('42501');
      expect(visitor.session.recheck(bound)).toMatchObject({ sqlstate: '42501' });
      await visitor.close();
    } finally {
      await own.close();
    }
  });

  test('also when the protocol has given the name in the meantime', async () => {
    const analyst = await session('analyst', 'fulfilment');
    analyst.sent(admit(analyst, 'PREPARE p AS SELECT name FROM customers'));
    const bound = admit(analyst, 'EXECUTE p', 'extended');
    expect(analyst.recheck(bound)).toBe(null);
    analyst.sent(admit(analyst, 'DEALLOCATE p'));
    expect(analyst.recheck(bound)).not.toBe(null);
    const other = await session('analyst', 'fulfilment');
    expect(other.admit('EXECUTE p', 'simple').kind).toBe('refuse');
  });
});

test('what did not come from the gate may not run', async () => {
  const mailer = await session();
  expect(mailer.recheck({ ...admit(mailer, 'SELECT 1') } as ForwardableStatement)).toMatchObject({
    message: 'a statement did not come from the gate',
  });
});

describe('the tripwire', () => {
  test('lets out columns that pass, and no other of a protected relation', async () => {
    const mailer = await session();
    const customers = await oidOf('customers');
    expect(mailer.tripwire(0, 0)).toBe(null);
    // ctid, xmin: the version of a row, which programs compare when they save it.
    expect(mailer.tripwire(customers, -1)).toBe(null);
    expect(mailer.tripwire(customers, 0)).not.toBe(null);
    expect(mailer.tripwire(customers, 1)).toBe(null);
    expect(mailer.tripwire(customers, 3)).toBe(null);
    for (const attribute of [2, 4, 99])
      expect(mailer.tripwire(customers, attribute)?.message).toContain('public.customers');
    expect(mailer.tripwire(await oidOf('tickets_1'), 3)).not.toBe(null);
    expect(mailer.tripwire(await oidOf('products'), 1)).toBe(null);
  });
});

test('errors are scrubbed once something protected was touched', async () => {
  const mailer = await session();
  const fields = new Map([
    ['M', 'invalid input: "SECRET"'],
    ['D', 'Key (a)=(b)'],
  ]);
  expect(mailer.scrub(fields, null).get('M')).toBe('invalid input: "SECRET"');
  mailer.sent(admit(mailer, 'SELECT 1 FROM products'));
  expect(mailer.scrub(fields, null).get('M')).toBe('invalid input: "SECRET"');
  mailer.sent(admit(mailer, 'SELECT 1 FROM customers'));
  expect(mailer.scrub(fields, null).get('M')).toBe('invalid input: "[hidden]"');
  expect(mailer.scrub(fields, null).get('D')).toBe('hidden by the gateway: detail');
});

test('so they are once a trigger of the store could speak, or maintenance', async () => {
  const own = await openShop();
  try {
    await own.database.query(`
      CREATE TABLE told (a int);
      CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER tell BEFORE INSERT ON told FOR EACH ROW EXECUTE FUNCTION tell()`);
    const fields = new Map([['M', 'invalid input: "SECRET"']]);
    const policy = shopPolicy();
    const principals = new Map(
      [...policy.principals].map(([name, principal]) => [
        name,
        { ...principal, may: new Set(['maintenance'] as const) },
      ]),
    );
    own.reload({ ...policy, principals });
    for (const sql of ['INSERT INTO told VALUES (1)', 'REFRESH MATERIALIZED VIEW customer_copy']) {
      const visitor = await own.as('storefront');
      await visitor.session.refresh();
      await visitor.ask('SELECT 1 FROM products');
      expect(visitor.session.scrub(fields, null).get('M')).toContain('SECRET');
      await visitor.ask(sql);
      expect(visitor.session.scrub(fields, null).get('M')).not.toContain('SECRET');
      await visitor.close();
    }
  } finally {
    await own.close();
  }
});

test('notifications do not pass', async () => {
  expect((await session()).passesNotification('any')).toBe(false);
});

test('it is told what a statement is', async () => {
  const mailer = await session();
  expect(admit(mailer, 'SELECT 1')).toMatchObject({
    verdict: 'passed',
    touchesProtected: false,
    changesSession: false,
  });
  expect(admit(mailer, 'SELECT 1 FROM customers')).toMatchObject({
    verdict: 'guarded',
    touchesProtected: true,
    purpose: 'marketing',
  });
  expect(admit(mailer, 'SET search_path = x')).toMatchObject({ changesSession: true });
  expect(admit(mailer, 'PREPARE p AS SELECT 1')).toMatchObject({
    changesSession: true,
    takesNames: [{ kind: 'statement', name: 'p' }],
  });
  expect(admit(mailer, 'DECLARE c CURSOR FOR SELECT 1')).toMatchObject({ takesNames: [{ kind: 'portal', name: 'c' }] });
});
