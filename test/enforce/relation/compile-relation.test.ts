import { expect, test } from 'vitest';
import type { Policy, Treatment } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';
import { type SmallAsker, smallCatalog, smallSpace } from '../small-view.js';

function shown(asker: SmallAsker, name = 'customers', policy?: Policy): Record<string, string> {
  const relation = smallCatalog.relation('public', name);
  const compiled =
    relation === undefined ? null : smallSpace(asker, policy === undefined ? {} : { policy }).view.compiled(relation);
  return Object.fromEntries((compiled?.columns ?? []).map((column) => [column.column.name, column.shown]));
}

test('each column is as the policy says, and what it does not say is withheld', () => {
  expect(shown('mailer')).toEqual({
    id: 'pass',
    name: 'mask',
    email: 'pass',
    ssn: 'null',
    dob: 'null',
    city: 'pass',
    notes: 'null',
    balance: 'null',
    created_at: 'pass',
  });
});

const withRule = (treatment: Treatment, more: Record<string, unknown> = {}): Policy => {
  const policy = shopPolicy();
  return {
    ...policy,
    rules: policy.rules.map((rule) => ({
      ...rule,
      fields: new Map([...rule.fields, ['user.name', treatment]]),
      ...more,
    })),
  };
};

test('a mask that does not take the column’s type withholds it', () => {
  const policy = shopPolicy();
  const email: Treatment = { kind: 'mask', mask: { name: 'email', options: { keep: 'domain' } } };
  const rules = policy.rules.map((rule) => ({
    ...rule,
    fields: new Map([...rule.fields, ['user.demographic.date_of_birth', email] as const]),
  }));
  expect(shown('analyst').dob).toBe('mask');
  expect(shown('analyst', 'customers', { ...policy, rules }).dob).toBe('null');
});

test('a mask that nobody knows withholds', () => {
  expect(
    shown('mailer', 'customers', withRule({ kind: 'mask', mask: { name: 'nothing', options: undefined } })).name,
  ).toBe('null');
});

test('withholding can take the column away', () => {
  expect(shown('mailer', 'customers', withRule({ kind: 'withhold' }, { withholdAbsent: true })).name).toBe('absent');
});

test('NULL has the column’s type', () => {
  const relation = smallCatalog.relation('public', 'customers');
  const compiled = relation === undefined ? null : smallSpace('mailer').view.compiled(relation);
  const sql = (name: string) => compiled?.columns.find(({ column }) => column.name === name)?.sql('c');
  expect(sql('dob')).toBe('CAST(NULL AS pg_catalog.date)');
  expect(sql('balance')).toMatch(/^CAST\(NULL AS (pg_catalog\.)?numeric ?\(12, ?2\)\)$/);
  expect(sql('email')).toBe('"c"."email"');
});

test('what the data map does not name is not compiled', () => {
  expect(shown('mailer', 'products')).toEqual({});
});
