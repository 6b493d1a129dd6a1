import { expect, test } from 'vitest';
import { listedParts } from '../../../src/enforce/relation/listed-parts.js';
import type { Policy } from '../../../src/policy/index.js';
import { parseRule } from '../../../src/rules/index.js';
import { shopPolicy } from '../shop-policy.js';
import { refusal, smallCatalog } from '../small-view.js';

type Entry = Policy['dataMap']['relations'][number];

/** The shop with its one partition listed as well: like the whole, but for `changed`. */
function withPart(changed: (entry: Entry) => Partial<Entry> = () => ({}), rows: Record<string, string> = {}): Policy {
  const policy = shopPolicy();
  const whole = policy.dataMap.relations.find(({ relation }) => relation.name === 'tickets');
  if (whole === undefined) throw new Error('tickets');
  const part = { ...whole, relation: { schema: 'public', name: 'tickets_1' }, ...changed(whole) };
  const conditions = Object.entries(rows).map(([key, written]) => {
    const parsed = parseRule(written);
    if ('issue' in parsed) throw new Error(parsed.issue);
    return [key, parsed] as const;
  });
  return {
    ...policy,
    dataMap: { ...policy.dataMap, relations: [...policy.dataMap.relations, part] },
    rules: policy.rules.map((rule, index) => (index === 0 ? { ...rule, rows: new Map(conditions) } : rule)),
  };
}

const otherwise = (policy: Policy) =>
  [...listedParts(policy, 'shop', smallCatalog).listedOtherwise].map(([oid, { name }]) => [
    smallCatalog.relationByOid(oid)?.name,
    name,
  ]);

const changedColumn = (name: string, category: string) => (entry: Entry) => ({
  columns: new Map([...entry.columns, [name, { category, lookup: 'none', scan: false } as const]]),
});

test('a part that is listed like the whole is one with it', () => {
  expect(otherwise(withPart())).toEqual([]);
  expect(otherwise(shopPolicy())).toEqual([]);
  const rows = { 'shop:public.tickets': 'id > 5', 'shop:public.tickets_1': 'id > 5' };
  expect(otherwise(withPart(() => ({}), rows))).toEqual([]);
  expect(refusal('SELECT body FROM tickets', 'storefront', { policy: withPart() })).toMatch(/^admitted/);
});

test('what the part has more of is not seen by the whole', () => {
  expect(otherwise(withPart(changedColumn('rank', 'user.content')))).toEqual([]);
});

test.each([
  ['another category', withPart(changedColumn('body', 'user.government_id'))],
  ['a column that is not listed', withPart(() => ({ columns: new Map() }))],
  ['a member of its own', withPart(changedColumn('body.ssn', 'user.government_id'))],
  ['another subject', withPart(() => ({ subject: { kind: 'customer', column: 'id' } }))],
  ['an age', withPart(() => ({ retain: { column: 'id', months: 1, days: 0 } }))],
  ['rows of its own', withPart(() => ({}), { 'shop:public.tickets_1': 'id > 5' })],
  ['other rows', withPart(() => ({}), { 'shop:public.tickets_1': 'id > 5', 'shop:public.tickets': 'id > 6' })],
])('one with %s is not read or written by the whole', (_, policy) => {
  expect(otherwise(policy)).toEqual([['tickets', 'tickets_1']]);
  expect(refusal('SELECT body FROM tickets', 'storefront', { policy })).toBe(
    '42501 `public.tickets_1`, which is part of `public.tickets`, is listed otherwise (name `public.tickets_1` itself; an operator can list the two alike, or the whole alone)',
  );
  expect(refusal('DELETE FROM tickets', 'storefront', { policy })).toMatch(/^42501 .* is listed otherwise/);
});

test('a part of two that are listed otherwise is neither’s', () => {
  const table = (oid: number, name: string, ancestors: readonly number[] = []) => {
    const orders = smallCatalog.relation('public', 'orders');
    if (orders === undefined) throw new Error('orders');
    return { ...orders, oid, name, ancestors };
  };
  const [boats, cars, both] = [table(1, 'boats'), table(2, 'cars'), table(3, 'both', [1, 2])];
  const entry = (name: string, columns: Record<string, string>) => ({
    store: 'shop',
    relation: { schema: 'public', name },
    subject: null,
    retain: null,
    columns: new Map(
      Object.entries(columns).map(([column, category]) => [column, { category, lookup: 'none', scan: false } as const]),
    ),
  });
  const found = (ofBoats: Record<string, string>, ofCars: Record<string, string>) => {
    const policy = shopPolicy();
    const relations = [entry('boats', ofBoats), entry('cars', ofCars)] as unknown as Policy['dataMap']['relations'];
    const relationsOf = [boats, cars, both];
    const catalog = {
      ...smallCatalog,
      relations: () => relationsOf,
      relationByOid: (oid: number) => relationsOf.find((known) => known.oid === oid),
    };
    const { listedOtherwise, ofSeveral } = listedParts(
      { ...policy, dataMap: { ...policy.dataMap, relations } },
      'shop',
      catalog,
    );
    return [
      [...listedOtherwise.keys()].sort(),
      [...ofSeveral].map(([oid, [first, second]]) => [oid, first.name, second.name]),
    ];
  };
  const id = { id: 'system.operations' };
  expect(found({ ...id, total: 'system.operations' }, { ...id, total: 'user.payment' })).toEqual([
    [1, 2],
    [[3, 'boats', 'cars']],
  ]);
  // What one of the two does not name is withheld there.
  expect(found({ ...id, total: 'system.operations' }, id)).toEqual([[1], [[3, 'boats', 'cars']]]);
  expect(found(id, id)).toEqual([[], []]);
});

test('a part under a whole that is not listed is known', () => {
  const policy = shopPolicy();
  const relations = policy.dataMap.relations.map((entry) =>
    entry.relation.name === 'tickets' ? { ...entry, relation: { schema: 'public', name: 'tickets_1' } } : entry,
  );
  const { ofUnlisted, listedOtherwise } = listedParts(
    { ...policy, dataMap: { ...policy.dataMap, relations } },
    'shop',
    smallCatalog,
  );
  expect([...ofUnlisted.values()].map(({ name }) => name)).toEqual(['tickets_1']);
  expect(listedOtherwise.size).toBe(0);
});
