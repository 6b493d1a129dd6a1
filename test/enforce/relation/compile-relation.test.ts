import { describe, expect, test } from 'vitest';
import type { Policy, Treatment } from '../../../src/policy/index.js';
import type { Relation } from '../../../src/sql/index.js';
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

/** What a mailer sees of `customers` with these columns in the data map, and other types in the store. */
function withColumns(
  columns: Readonly<Record<string, string>>,
  types: Readonly<Record<string, string>>,
  lookup = false,
) {
  const policy = shopPolicy();
  const relation = smallCatalog.relation('public', 'customers') as Relation;
  const stored = {
    ...relation,
    columns: relation.columns.map((column) =>
      types[column.name] === undefined
        ? column
        : { ...column, baseTypname: types[column.name] as string, declared: types[column.name] as string },
    ),
  };
  const relations = policy.dataMap.relations.map((entry) =>
    entry.relation.name !== 'customers'
      ? entry
      : {
          ...entry,
          columns: new Map(
            Object.entries({ id: 'user.unique_id', city: 'user.contact.address.city', ...columns }).map(
              ([key, category]) =>
                [key, { category, lookup: lookup ? ('exact' as const) : 'none', scan: false }] as const,
            ),
          ),
        },
  );
  const rules = policy.rules.map((rule) => ({ ...rule, write: ['user.contact', 'user.name', 'user.unique_id'] }));
  const changes = { policy: { ...policy, rules, dataMap: { ...policy.dataMap, relations } } as Policy };
  const compiled = smallSpace('mailer', changes).view.compiled(stored);
  if (compiled === null) throw new Error('not compiled');
  const column = (name: string) => compiled.columns.find((one) => one.column.name === name);
  return { column, writable: [...compiled.decision.writable], fields: [...compiled.decision.fields.keys()] };
}

describe('a column of which members are declared', () => {
  const types = { notes: 'jsonb', ssn: 'text' };

  test('is made anew of what may be seen, and is not written', () => {
    const found = withColumns({ 'notes.mail': 'user.contact.email', 'notes.name': 'user.name' }, types);
    expect(found.column('notes')).toMatchObject({ shown: 'mask', lookup: false });
    expect(found.column('notes')?.decision.reason.category).toBe('members of public.customers.notes');
    expect(found.writable).toEqual(['id', 'city']);
    expect(found.fields).toEqual(['id', 'city', 'notes']);
  });

  test('shows and takes no more than its own category does', () => {
    const withheld = withColumns({ notes: 'user.government_id', 'notes.mail': 'user.contact.email' }, types);
    expect(withheld.column('notes')?.shown).toBe('null');
    expect(withheld.writable).not.toContain('notes');
    const whole = withColumns({ notes: 'user.contact.email', 'notes.mail': 'user.contact.email' }, types);
    expect(whole.column('notes')?.shown).toBe('pass');
    expect(whole.writable).toContain('notes');
    const masked = withColumns({ notes: 'user.contact.email', 'notes.name': 'user.name' }, types);
    expect(masked.column('notes')?.shown).toBe('mask');
    expect(masked.writable).not.toContain('notes');
    const kept = withColumns({ notes: 'user.contact.email', 'notes.at': 'system.operations' }, types);
    expect(kept.column('notes')?.shown).toBe('pass');
    expect(kept.writable).not.toContain('notes');
  });

  test('that is no json is withheld', () => {
    expect(withColumns({ 'ssn.mail': 'user.contact.email' }, types).column('ssn')?.shown).toBe('null');
  });
});

test('a column that two keys speak of is withheld, and not written', () => {
  const found = withColumns({ email: 'user.contact.email', '"email"': 'user.contact.email' }, {});
  expect(found.column('email')?.shown).toBe('null');
  expect(found.writable).not.toContain('email');
});

test('only a masked column is looked up', () => {
  const found = withColumns({ email: 'user.contact.email', name: 'user.name', ssn: 'user.government_id' }, {}, true);
  expect(['email', 'name', 'ssn'].map((name) => found.column(name)?.lookup)).toEqual([false, true, false]);
  expect(withColumns({ name: 'user.name' }, {}).column('name')?.lookup).toBe(false);
  expect(['email', 'name', 'ssn'].map((name) => found.column(name)?.injective)).toEqual([true, false, false]);
});

test('a mask says why it is none, and keeps the column’s collation', () => {
  const { column } = withColumns({ created_at: 'user.name' }, {});
  expect(column('created_at')?.decision).toMatchObject({
    kind: 'withhold',
    absent: false,
    reason: { category: 'user.name', because: "mask `initial` does not take the column's type" },
  });
  const relation = smallCatalog.relation('public', 'customers') as Relation;
  const german = { ...relation, columns: relation.columns.map((one) => ({ ...one, collation: '"public"."de"' })) };
  const compiled = smallSpace('mailer').view.compiled(german);
  const sql = (name: string) => compiled?.columns.find((one) => one.column.name === name)?.sql('c') ?? '';
  expect(sql('name')).toMatch(/^\(\(.*\) COLLATE "public"\."de"\)$/);
  expect(sql('ssn')).toBe('((CAST(NULL AS pg_catalog.text)) COLLATE "public"."de")');
  expect(sql('email')).toBe('"c"."email"');
});
