import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGate, type GateOptions } from '../../src/enforce/index.js';
import { GatewayError } from '../../src/errors/index.js';
import { gateOptions, testConsent } from './gate-options.js';
import { shopPolicy } from './shop-policy.js';
import { smallCatalog } from './small-view.js';

let now = Date.UTC(2026, 0, 1);

const options = (changes: Partial<GateOptions> = {}): GateOptions => {
  const source = { current: () => smallCatalog, refresh: async () => smallCatalog };
  const store = {
    consent: testConsent('customer_id', 'expires_at'),
    catalog: (name: string) => (name === 'shop' ? source : null),
  };
  const made = gateOptions(shopPolicy(), store, {
    clock: { now: () => now, monotonic: () => 0 } as unknown as GateOptions['clock'],
    plansMax: 10,
  });
  const plain = { ...made.stores[0]!, name: 'plain', consent: null, catalog: () => null };
  return { ...made, stores: [...made.stores, plain], ...changes };
};

const connect = (changes: Record<string, unknown> = {}, gate = createGate(options())) => {
  const session = gate.open({
    principal: 'mailer',
    purpose: null,
    store: 'shop',
    database: 'shop',
    parameters: new Map(),
    ...changes,
  });
  return session instanceof GatewayError ? `${session.sqlstate} ${session.message}` : session;
};

beforeAll(() => {
  now = Date.UTC(2026, 0, 1);
});

afterAll(() => {
  now = 0;
});

test('the only purpose need not be said', () => {
  expect(connect()).toMatchObject({ purpose: 'marketing', transparent: false });
});

test('one of several purposes must be said, in the user’s name or the startup options', () => {
  expect(connect({ principal: 'analyst' })).toMatchObject({ purpose: null });
  expect(connect({ principal: 'analyst', purpose: 'analytics' })).toMatchObject({ purpose: 'analytics' });
  expect(connect({ principal: 'analyst', parameters: new Map([['damask.purpose', 'fulfilment']]) })).toMatchObject({
    purpose: 'fulfilment',
  });
  expect(
    connect({ principal: 'analyst', purpose: 'analytics', parameters: new Map([['damask.purpose', 'fulfilment']]) }),
  ).toMatchObject({ purpose: 'analytics' });
});

test.each([
  [{ principal: 'nobody' }, /^28000 the principal is not configured/],
  [{ purpose: 'analytics' }, /^28000 /],
  [{ store: 'nowhere' }, /^3D000 /],
  [{ database: 'other' }, /^3D000 database "other" does not exist/],
  [{ parameters: new Map([['role', 'postgres']]) }, /^28000 startup parameter `role`/],
])('%j is turned away', (changes, why) => {
  expect(connect(changes)).toMatch(why);
});

test('a store in which nothing is classified, and all is allowed, is transparent', () => {
  expect(connect({ store: 'plain', parameters: new Map([['role', 'x']]) })).toMatchObject({ transparent: true });
});

test('keys are given to the server, and only those of the principal’s purposes', () => {
  const session = connect();
  const names =
    typeof session === 'string'
      ? []
      : [...session.startupParameters.keys()].filter((name) => name.startsWith('damask.'));
  expect(names).toContain('damask.purpose');
  expect(names.length).toBeGreaterThan(1);
  expect(names.some((name) => name.includes('analytics'))).toBe(false);
});

test('a reload counts from the next statement on, and not for what was planned before', () => {
  const gate = createGate(options());
  const session = connect({}, gate);
  if (typeof session === 'string') throw new Error(session);
  const before = session.admit('SELECT name FROM customers', 'extended');
  if (before.kind !== 'forward') throw new Error(before.kind);
  expect(session.recheck(before.statement)).toBe(null);
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) => ({
    ...rule,
    fields: new Map([...rule.fields, ['user.name', { kind: 'withhold' as const }]]),
  }));
  gate.reload(options({ policy: { ...policy, rules } }));
  const after = session.admit('SELECT name FROM customers', 'extended');
  if (after.kind !== 'forward') throw new Error(after.kind);
  expect(after.statement.bytes.toString()).not.toBe(before.statement.bytes.toString());
  expect(session.recheck(before.statement)).toMatchObject({ sqlstate: '26000' });
});
