import { expect, test } from 'vitest';
import { Secret } from '../../src/base/index.js';
import { GateState } from '../../src/enforce/gate-state.js';
import type { GateOptions, GateStore } from '../../src/enforce/index.js';
import { GatewayError } from '../../src/errors/index.js';
import { defaultStatementLimits } from '../../src/sql/index.js';
import { shopPolicy } from './shop-policy.js';
import { smallCatalog } from './small-view.js';

const store: GateStore = {
  name: 'shop',
  unlisted: 'allow',
  functions: new Set(),
  extensions: new Set(),
  consent: null,
  catalog: () => null,
};

let now = 1_000;

const options = (changes: Partial<GateOptions> = {}): GateOptions => ({
  policy: shopPolicy(),
  stores: [store],
  pseudonymSecret: new Secret(Buffer.alloc(32, 1)),
  clock: { now: () => now } as unknown as GateOptions['clock'],
  limits: defaultStatementLimits,
  plansMax: 10,
  observer: { planCache: () => {}, lookups: () => {}, fields: () => {} },
  ...changes,
});

const asker = {
  store,
  database: 'shop',
  principal: 'storefront',
  purpose: 'fulfilment',
  path: [],
  pathText: '',
} as const;

test('askers alike share a plan space, others do not', () => {
  const state = new GateState(options());
  expect(state.space(asker, smallCatalog)).toBe(state.space({ ...asker }, smallCatalog));
  expect(state.space({ ...asker, pathText: 'x' }, smallCatalog)).not.toBe(state.space(asker, smallCatalog));
  expect(state.space({ ...asker, principal: 'analyst' }, smallCatalog)).not.toBe(state.space(asker, smallCatalog));
});

test('a new catalog makes a new plan space, under another key', () => {
  const state = new GateState(options());
  const before = state.space(asker, smallCatalog);
  const after = state.space(asker, { ...smallCatalog, version: 2 });
  if (before instanceof GatewayError || after instanceof GatewayError) throw new Error('refused');
  expect(after.key).not.toBe(before.key);
});

test('a reload forgets everything and is counted', () => {
  const state = new GateState(options());
  const before = state.space(asker, smallCatalog);
  state.replace(options());
  expect(state.generation).toBe(2);
  expect(state.space(asker, smallCatalog)).not.toBe(before);
});

test('keys are made once a purpose, and differ between purposes', () => {
  const state = new GateState(options());
  expect(state.keys('a')).toBe(state.keys('a'));
  expect([...(state.keys('a')?.settings() ?? [])]).not.toEqual([...(state.keys('b')?.settings() ?? [])]);
});

test('without a secret a keyed mask is refused', () => {
  const state = new GateState(options({ pseudonymSecret: null }));
  expect(state.keys('a')).toBe(null);
  const space = state.space({ ...asker, principal: 'analyst', purpose: 'analytics' }, smallCatalog);
  const customers = smallCatalog.relation('public', 'customers');
  if (space instanceof GatewayError || customers === undefined) throw new Error('refused');
  // The objection filter needs a consent source besides: either way nothing is shown.
  expect(() => space.view.compiled(customers)).toThrow(GatewayError);
});

test('a store is found by name', () => {
  const state = new GateState(options());
  expect(state.store('shop')).toBe(store);
  expect(state.store('nowhere')).toBe(undefined);
  now += 1;
});
