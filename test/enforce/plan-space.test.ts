import { expect, test } from 'vitest';
import { refusalError } from '../../src/enforce/plan-space.js';
import { GatewayError } from '../../src/errors/index.js';
import { shopPolicy } from './shop-policy.js';
import { smallCatalog, smallSpace, trySpace } from './small-view.js';

const relation = (name: string) => {
  const found = smallCatalog.relation('public', name);
  if (found === undefined) throw new Error(name);
  return found;
};

test('what the data map names is compiled once', () => {
  const { view, protectedByOid } = smallSpace('mailer');
  expect(view.compiled(relation('customers'))).not.toBe(null);
  expect(view.compiled(relation('customers'))).toBe(view.compiled(relation('customers')));
  expect(view.compiled(relation('products'))).toBe(null);
  expect(protectedByOid(relation('customers').oid)).toBe(view.compiled(relation('customers')));
  expect(protectedByOid(relation('products').oid)).toBe(null);
  expect(protectedByOid(1)).toBe(null);
});

test('a partition has its table’s decision', () => {
  const { view } = smallSpace('mailer');
  expect(view.compiled(relation('tickets_1'))?.decision).toEqual(view.compiled(relation('tickets'))?.decision);
});

test('what may be written decides whether sequences may be used', () => {
  expect(smallSpace('storefront', { unlisted: 'refuse' }).view.writes).toBe(true);
  expect(smallSpace('analyst', { unlisted: 'refuse' }).view.writes).toBe(false);
  expect(smallSpace('analyst').view.writes).toBe(true);
});

test('a purpose that is not the principal’s is refused', () => {
  expect(trySpace('mailer', { purpose: 'analytics' })).toMatchObject({ sqlstate: '42501' });
});

test('until a purpose is said, nothing of the store can be named', () => {
  const space = smallSpace('analyst', { purpose: null });
  expect(() => space.view.compiled(relation('products'))).toThrow(/no purpose has been said/);
  expect(() => space.protectedByOid(relation('customers').oid)).toThrow(/no purpose has been said/);
  expect(space.rowsMax).toBe(null);
});

test('a part that is listed under a whole that is not is known', () => {
  const policy = shopPolicy();
  const dataMap = {
    ...policy.dataMap,
    relations: policy.dataMap.relations.map((entry) =>
      entry.relation.name === 'tickets' ? { ...entry, relation: { schema: 'public', name: 'tickets_1' } } : entry,
    ),
  };
  const { view } = smallSpace('mailer', { policy: { ...policy, dataMap } });
  expect(view.listedDescendant(relation('products'))).toBe(null);
});

test('a refusal keeps its words', () => {
  expect(refusalError({ message: 'm', hint: 'h' })).toEqual(new GatewayError('refused', 'm', { hint: 'h' }));
});
