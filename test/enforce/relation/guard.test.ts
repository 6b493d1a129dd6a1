import { expect, test } from 'vitest';
import { emptyGuardText, type Guard, type GuardUse, guardText } from '../../../src/enforce/relation/guard.js';
import { smallCatalog, smallSpace } from '../small-view.js';

const orders = smallCatalog.relation('public', 'orders');
const compiled = orders === undefined ? null : smallSpace('mailer').view.compiled(orders);
const free = orders === undefined ? null : smallSpace('storefront').view.compiled(orders);
if (compiled === null || free === null) throw new Error('orders are protected');

const guard = (more: Partial<Guard> = {}): Guard => ({
  compiled,
  only: false,
  sample: '',
  extras: [],
  casts: new Map(),
  unestimated: new Set(),
  ...more,
});
const text = (more: Partial<Guard> = {}, use: Partial<GuardUse> = {}): string =>
  guardText(guard(more), { fence: 'none', conjuncts: [], lookups: [], read: null, stored: new Map(), ...use });

test('a guard names each column and filters', () => {
  expect(text()).toMatch(
    /^SELECT "damask_row"\."id", "damask_row"\."customer_id", CAST\(NULL AS .*\) AS "total", "damask_row"\."placed_at" FROM "public"\."orders" AS damask_row WHERE \(EXISTS/,
  );
  expect(text()).not.toContain('OFFSET');
});

test('without a filter there is no WHERE', () => {
  expect(text({ compiled: free })).toMatch(/AS damask_row$/);
});

test('a fence is an OFFSET, with the conditions that may be tested inside', () => {
  const fenced = text({}, { fence: 'around', conjuncts: ['damask_row.id = 5', 'damask_row.id < 9'] });
  expect(fenced).toMatch(/WHERE \(damask_row\.id = 5\) AND \(damask_row\.id < 9\) AND \(EXISTS/);
  expect(fenced).toMatch(/ OFFSET 0$/);
});

test('without one around it, the filter can be kept at the scan', () => {
  const scanned = text({}, { fence: 'at the scan', conjuncts: ['a'] });
  expect(scanned).toMatch(/WHERE \(a\) AND \(CASE WHEN EXISTS \(.*\) THEN true ELSE false END\)$/);
  expect(text({ compiled: free }, { fence: 'at the scan' })).toMatch(/AS damask_row$/);
});

test('ONLY, a sample and system columns belong to the relation itself', () => {
  expect(text({ only: true, sample: ' TABLESAMPLE system (5)', extras: ['ctid'] })).toMatch(
    /, damask_row\.ctid FROM ONLY "public"\."orders" AS damask_row TABLESAMPLE system \(5\) WHERE/,
  );
});

test('columns that nobody reads are left out, and then the list may be empty', () => {
  const names = (...read: string[]) => ({ read: new Set(read) });
  expect(text({ compiled: free }, names('placed_at', 'id', 'email'))).toMatch(
    /^SELECT "damask_row"\."id", "damask_row"\."placed_at" FROM/,
  );
  expect(text({ compiled: free }, names())).toBe('SELECT FROM "public"."orders" AS damask_row');
  expect(text({ compiled: free, extras: ['ctid'] }, names())).toBe(
    'SELECT damask_row.ctid FROM "public"."orders" AS damask_row',
  );
});

test('lookups come first, and what is stored stands beside the masks under a name of its own', () => {
  expect(
    text(
      { compiled: free },
      { lookups: ['a'], conjuncts: ['b'], read: new Set(['id']), stored: new Map([['total', 'damask_s_1']]) },
    ),
  ).toBe(
    'SELECT "damask_row"."id", damask_row."total" AS "damask_s_1" FROM "public"."orders" AS damask_row WHERE (a) AND (b)',
  );
});

const withAbsent = {
  ...compiled,
  columns: compiled.columns.map((column) =>
    column.column.name === 'total' ? { ...column, shown: 'absent' as const } : column,
  ),
};

test('a column that is absent is not there', () => {
  expect(text({ compiled: withAbsent })).not.toContain('total');
});

test('the empty guard has the same columns, and tells of nothing else', () => {
  const empty = (more: Partial<Guard> = {}, stored: readonly (readonly [string, string])[] = []) =>
    emptyGuardText(guard(more), new Map(stored));
  expect(empty()).toBe(
    'SELECT CAST(NULL AS bigint) AS "id", CAST(NULL AS bigint) AS "customer_id", CAST(NULL AS numeric(12,2)) AS "total", CAST(NULL AS timestamp with time zone) AS "placed_at" WHERE false',
  );
  const few = { ...compiled, columns: compiled.columns.slice(0, 1) };
  expect(empty({ compiled: few, extras: ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'] }, [['id', 's']])).toBe(
    'SELECT CAST(NULL AS bigint) AS "id", CAST(NULL AS pg_catalog.oid) AS "tableoid", CAST(NULL AS pg_catalog.xid) AS "xmin", CAST(NULL AS pg_catalog.cid) AS "cmin", CAST(NULL AS pg_catalog.xid) AS "xmax", CAST(NULL AS pg_catalog.cid) AS "cmax", CAST(NULL AS pg_catalog.tid) AS "ctid", CAST(NULL AS bigint) AS "s" WHERE false',
  );
  expect(empty({ compiled: { ...compiled, columns: [] } })).toBe('SELECT WHERE false');
  expect(empty({ compiled: withAbsent })).not.toContain('total');
});

test('a guard that is more than one SELECT is never sent', () => {
  const several = () => 'true; SELECT 1';
  expect(() => text({ compiled: { ...compiled, filter: several } })).toThrow('a guard is not one SELECT');
  expect(() => text({ compiled: { ...compiled, scanFilter: several } })).toThrow('a guard is not one SELECT');
  const elsewhere = { ...compiled, scanFilter: null };
  expect(() => text({ compiled: elsewhere }, { fence: 'at the scan' })).toThrow('does not filter at its scan');
});

test('a column that is kept from the estimate is selected, and cast outside of that', () => {
  const unestimated = new Set(['id']);
  expect(text({ unestimated })).toMatch(/^SELECT \(SELECT "damask_row"\."id"\) AS "id", "damask_row"\."customer_id", /);
  expect(text({ unestimated, casts: new Map([['id', 'text']]) })).toMatch(
    /^SELECT CAST\(\(SELECT "damask_row"\."id"\) AS text\) AS "id", /,
  );
});
