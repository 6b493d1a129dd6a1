import { expect, test } from 'vitest';
import type { DataMap } from '../../../src/datamap/index.js';
import { type FilterFacts, rowFilter } from '../../../src/enforce/relation/row-filter.js';
import type { RelationDecision, RowRequirement } from '../../../src/policy/index.js';
import { parseRule } from '../../../src/rules/index.js';
import { shopPolicy } from '../shop-policy.js';
import { smallCatalog } from '../small-view.js';

const { dataMap } = shopPolicy();

const facts: FilterFacts = {
  store: 'shop',
  dataMap,
  catalog: smallCatalog,
  consent: {
    store: 'shop',
    relation: { schema: 'public', name: 'consent' },
    subjectColumn: 'customer_id',
    purposeColumn: 'purpose',
    granted: (alias) => `${alias}.state = 'given'`,
    untilColumn: null,
    objected: null,
    recordedAtColumn: null,
    hasOneRecordEach: true,
  },
};

function filter(
  name: string,
  rows: readonly RowRequirement[],
  changes: Partial<FilterFacts> = {},
  alias = 't',
): string | null {
  const relation = smallCatalog.relation('public', name);
  const entry = dataMap.relations.find((candidate) => candidate.relation.name === name);
  if (relation === undefined || entry === undefined) throw new Error(name);
  const decision = { entry, rows } as unknown as RelationDecision;
  return rowFilter(relation, decision, { ...facts, ...changes })?.(alias) ?? null;
}

const rule = (text: string): RowRequirement => {
  const condition = parseRule(text);
  if ('issue' in condition) throw new Error(condition.issue);
  return { kind: 'rule', rule: 'r', condition } as RowRequirement;
};

const consent: RowRequirement = { kind: 'consent', purpose: 'marketing' };

test('all rows may be seen where nothing is required', () => {
  expect(filter('customers', [])).toBe(null);
});

test('consent is asked of the subject’s column', () => {
  expect(filter('customers', [consent])).toMatch(
    /^\(EXISTS \(SELECT 1 FROM "public"\."consent" .*"customer_id" OPERATOR\(pg_catalog\.=\) "t"\."id" .*'marketing'/,
  );
});

test('what is asked elsewhere is kept at the scan; what the row itself says is left to indexes', () => {
  const relation = smallCatalog.relation('public', 'customers')!;
  const entry = dataMap.relations.find((candidate) => candidate.relation.name === 'customers');
  const decision = { entry, rows: [consent, rule("city <> 'Paris'")] } as unknown as RelationDecision;
  const [first, second] = rowFilter(relation, decision, facts)!('t').split(' AND ((');
  expect(rowFilter(relation, decision, facts, 'at the scan')!('t')).toBe(
    `(CASE WHEN ${first?.slice(1, -1)} THEN true ELSE false END) AND ((${second}`,
  );
});

test('no objection is asked of rows that have a subject', () => {
  expect(filter('orders', [{ kind: 'no_objection', purpose: 'analytics' }])).toMatch(
    /"t"\."customer_id"\) IS NOT NULL AND NOT EXISTS/,
  );
});

test('where the subject stands in another relation, a row there must meet it', () => {
  expect(filter('order_items', [consent])).toMatch(
    /^\(EXISTS \(SELECT 1 FROM "public"\."orders" AS "?damask_link_0"? WHERE "t"\."order_id" OPERATOR\(pg_catalog\.=\) "damask_link_0"\."id" AND EXISTS/,
  );
});

test('no row of that relation is taken for the row itself, whatever that is called', () => {
  expect(filter('order_items', [consent], {}, 'damask_link_0')).toMatch(
    /AS "?damask_link_0_"? WHERE "damask_link_0"\."order_id" OPERATOR\(pg_catalog\.=\) "damask_link_0_"\."id" AND/,
  );
});

test('rules and ages are conditions on the row', () => {
  expect(filter('customers', [rule("city = 'Rome'")])).toContain('"t"."city"');
  const age = filter('customers', [{ kind: 'retention', column: 'created_at', months: 3, days: 2 } as RowRequirement]);
  expect(age).toMatch(/^\("t"\."created_at" OPERATOR\(pg_catalog\.>\) /);
  expect(age).toMatch(/months ?=> ?3|3 months/);
});

test('every requirement must hold', () => {
  expect(filter('customers', [rule("city = 'Rome'"), consent])?.split(') AND (').length).toBeGreaterThan(1);
});

test('what can’t be asked is refused, not left out', () => {
  expect(() => filter('customers', [consent], { consent: null })).toThrow(/needs a consent source/);
  expect(() =>
    filter('customers', [{ kind: 'retention', column: 'nothing', months: 1, days: 0 } as RowRequirement]),
  ).toThrow(/does not exist/);
});

test('a subject that is nowhere, or in a circle, is refused', () => {
  const without = (change: (name: string) => unknown): DataMap => {
    const relations = dataMap.relations.map((entry) => {
      const subject = change(entry.relation.name);
      return subject === undefined ? entry : { ...entry, subject };
    });
    return { ...dataMap, relations } as DataMap;
  };
  const entryOf = (map: DataMap, name: string) => map.relations.find((entry) => entry.relation.name === name);
  const ask = (map: DataMap, name: string) => {
    const relation = smallCatalog.relation('public', name);
    if (relation === undefined) throw new Error(name);
    const decision = { entry: entryOf(map, name), rows: [consent] } as unknown as RelationDecision;
    return rowFilter(relation, decision, { ...facts, dataMap: map });
  };
  expect(() =>
    ask(
      without((name) => (name === 'customers' ? null : undefined)),
      'customers',
    ),
  ).toThrow(/has no `subject`/);
});

test('ages are reckoned in UTC, in the column’s type', () => {
  const age = (typname: string) => {
    const relation = smallCatalog.relation('public', 'customers');
    const entry = dataMap.relations.find((candidate) => candidate.relation.name === 'customers');
    if (relation === undefined) throw new Error('no customers');
    const columns = relation.columns.map((column) => ({ ...column, baseTypname: typname }));
    const rows = [{ kind: 'retention', column: 'dob', months: 3, days: 2 }];
    return rowFilter({ ...relation, columns }, { entry, rows } as unknown as RelationDecision, facts)?.('t');
  };
  const utc = (moment: string) => `pg_catalog.timezone(pg_catalog.make_interval(), ${moment})`;
  const moment = `(${utc('pg_catalog.now()')} OPERATOR(pg_catalog.-) pg_catalog.make_interval(months => 3, days => 2))`;
  const after = (oldest: string) => `("t"."dob" OPERATOR(pg_catalog.>) ${oldest})`;
  expect(age('timestamp')).toBe(after(moment));
  expect(age('timestamptz')).toBe(after(utc(moment)));
  expect(age('date')).toBe(after(`CAST(${moment} AS pg_catalog.date)`));
  expect(() => age('text')).toThrow('retention column `dob` does not exist or is no date');
});

test('a chain of links ends, and leads to relations of the data map', () => {
  const linked = (to: string, on: string): DataMap => {
    const relations = dataMap.relations.map((entry) =>
      entry.relation.name === 'order_items'
        ? { ...entry, subject: { kind: 'customer', through: { relation: { schema: 'public', name: to }, on } } }
        : entry,
    );
    return { ...dataMap, relations } as DataMap;
  };
  const ask = (map: DataMap) => {
    const relation = smallCatalog.relation('public', 'order_items');
    const entry = map.relations.find((candidate) => candidate.relation.name === 'order_items');
    if (relation === undefined) throw new Error('no order_items');
    return rowFilter(relation, { entry, rows: [consent] } as unknown as RelationDecision, { ...facts, dataMap: map });
  };
  expect(() => ask(linked('products', 'order_items.sku = products.sku'))).toThrow(
    'relation `public.products` is not in the data map',
  );
  const circle = linked('order_items', 'order_items.order_id = order_items.order_id');
  expect(() => ask(circle)).toThrow(/linked in a circle/);
});
