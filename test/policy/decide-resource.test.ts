import { expect, test } from 'vitest';
import { decisionOf, field, mask, pass } from '../enforce/document/resource.js';

const kinds = (decisions: ReadonlyMap<string, { readonly kind: string }>) =>
  Object.fromEntries([...decisions].map(([path, { kind }]) => [path, kind]));

test('members are decided as columns are', () => {
  const decision = decisionOf({ fields: { 'user.contact': pass, 'user.contact.email': mask('email') } });
  expect(kinds(decision.fields)).toEqual({ id: 'withhold', email: 'mask', 'address.city': 'pass' });
  expect(decision.rows).toEqual([]);
});

test('what stands outside of the records is nobody’s: where a will is needed only the system’s own is shown', () => {
  const outside = new Map([
    ['total', field('system.operations')],
    ['owner', field('user.name')],
  ]);
  const shown = (basis: 'contract' | 'consent') =>
    decisionOf({ basis, entry: { envelope: outside, headers: outside }, fields: { system: pass, user: pass } });
  expect(kinds(shown('contract').envelope)).toEqual({ total: 'pass', owner: 'pass' });
  expect(kinds(shown('consent').envelope)).toEqual({ total: 'pass', owner: 'withhold' });
  expect(kinds(shown('consent').headers)).toEqual({ total: 'pass', owner: 'withhold' });
  expect(kinds(shown('consent').fields)).toEqual({ id: 'pass', email: 'pass', 'address.city': 'pass' });
});

test('records must meet the subject’s will, each rule and the retention period', () => {
  const decision = decisionOf({
    basis: 'consent',
    rows: "address.city <> 'Paris'",
    entry: { retain: { field: 'created', months: 3, days: 1 } },
  });
  expect(decision.rows.map(({ kind }) => kind)).toEqual(['consent', 'rule', 'retention']);
  expect(decision.rows.at(-1)).toEqual({ kind: 'retention', column: 'created', months: 3, days: 1 });
});

test('a field may be written when its rule says so, by its very category where it is not seen as it is; a record deleted when all of it may', () => {
  const some = decisionOf({
    fields: { user: pass, 'user.contact.email': mask('email') },
    write: ['user.contact'],
  });
  expect([...some.writable]).toEqual(['address.city']);
  const named = decisionOf({
    fields: { user: pass, 'user.contact.email': mask('email') },
    write: ['user.contact.email'],
  });
  expect([...named.writable]).toEqual(['email']);
  expect(some.deletable).toBe(false);
  expect(decisionOf({ fields: { user: pass }, write: ['user'] }).deletable).toBe(true);
  expect(decisionOf({ entry: { fields: new Map() }, write: ['user'] }).deletable).toBe(false);
});
