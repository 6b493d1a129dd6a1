import { expect, test } from 'vitest';
import {
  columnsByStar,
  findCte,
  findItem,
  innerScope,
  itemsMeant,
  renamed,
  resolve,
  type ScopeItem,
  starColumns,
  unknownColumns,
} from '../../../src/enforce/rewrite/scope.js';

const item = (alias: string, columns: readonly string[] | null, more: Partial<ScopeItem> = {}): ScopeItem => ({
  alias,
  qualified: null,
  columns: columns === null ? null : unknownColumns(columns),
  guard: null,
  target: null,
  qualifiedOnly: false,
  plain: false,
  extras: [],
  renamed: false,
  ...more,
});

const outer = innerScope(null, null);
outer.items.push(item('o', ['id', 'total']));
const scope = innerScope(outer, null);
scope.items.push(item('c', ['id', 'name'], { qualified: { schema: 'public', name: 'c' } }));

const meaning = (...parts: string[]) => {
  const found = resolve(scope, parts);
  return found.kind === 'unknown' ? `unknown ${found.shadowed?.alias ?? '-'}` : `${found.kind} ${found.item.alias}`;
};

test('a name means the innermost column of that name', () => {
  expect(meaning('id')).toBe('column c');
  expect(meaning('total')).toBe('column o');
  expect(meaning('o', 'id')).toBe('column o');
  expect(meaning('public', 'c', 'name')).toBe('column c');
});

test('a name that is no column means the row of what is called so', () => {
  expect(meaning('c')).toBe('row c');
  expect(meaning('o')).toBe('row o');
  expect(meaning('nobody')).toBe('unknown -');
  expect(meaning('c', 'nothing')).toBe('unknown c');
  expect(meaning('other', 'c', 'name')).toBe('unknown -');
});

test('an item whose columns are not known may hold any name', () => {
  const opaque = innerScope(scope, null);
  opaque.items.push(item('f', null));
  expect(resolve(opaque, ['name'])).toMatchObject({ kind: 'unknown', shadowed: { alias: 'c' } });
  expect(resolve(opaque, ['c', 'name'])).toMatchObject({ kind: 'column' });
});

test('nor is it known then whether a name means the row of what is written', () => {
  const target = { relation: { schema: 'public', name: 't' }, compiled: null, alias: 't', isTemporary: false };
  const writing = (columns: readonly string[] | null) => {
    const level = innerScope(null, null);
    level.items.push(item('t', ['id'], { target: target as unknown as ScopeItem['target'] }), item('f', columns));
    return level;
  };
  expect(resolve(writing(null), ['t'])).toMatchObject({ kind: 'unknown', shadowed: { alias: 't' } });
  expect(resolve(writing(['x']), ['t'])).toMatchObject({ kind: 'row', item: { alias: 't' } });
  expect(resolve(writing(null), ['f'])).toMatchObject({ kind: 'row', item: { alias: 'f' } });
});

test('what only a qualified name reaches is passed over by others', () => {
  const returning = innerScope(null, null);
  returning.items.push(item('t', ['id']), item('old', ['id'], { qualifiedOnly: true }));
  expect(resolve(returning, ['id'])).toMatchObject({ item: { alias: 't' } });
  expect(resolve(returning, ['old', 'id'])).toMatchObject({ item: { alias: 'old' } });
});

test('an item is found by its alias or by a qualified name', () => {
  expect(findItem(scope, ['c'])?.alias).toBe('c');
  expect(findItem(scope, ['public', 'c'])?.alias).toBe('c');
  expect(findItem(scope, ['public', 'o'])).toBe(undefined);
  expect(findItem(scope, ['other', 'c'])).toBe(undefined);
  const aliased = innerScope(null, null);
  aliased.items.push(item('x', ['id'], { qualified: { schema: 'public', name: 'c' } }));
  expect(findItem(aliased, ['c'])).toBe(undefined);
  expect(findItem(aliased, ['public', 'x'])).toBe(undefined);
  expect(findItem(aliased, ['public', 'c'])?.alias).toBe('x');
});

test('an inner common table hides an outer one', () => {
  const around = {
    outer: null,
    columns: new Map([
      ['a', unknownColumns(['x'])],
      ['b', null],
    ]),
  };
  const within = { outer: around, columns: new Map([['a', unknownColumns(['y'])]]) };
  expect(findCte(within, 'a')?.[0]?.name).toBe('y');
  expect(findCte(within, 'b')).toBe(null);
  expect(findCte(within, 'c')).toBe(undefined);
  expect(findCte(null, 'a')).toBe(undefined);
});

test('an alias list renames the first columns', () => {
  expect(renamed(unknownColumns(['a', 'b']), ['x'])?.map(({ name }) => name)).toEqual(['x', 'b']);
  expect(renamed(null, ['x'])).toBe(null);
  expect(renamed(null, [])).toBe(null);
});

const namesOf = (columns: ReturnType<typeof starColumns>) => columns?.map(({ name }) => name) ?? null;

test('a star gives what items are joined by once, before the rest', () => {
  const [a, b, c, old] = [
    item('a', ['x', 'k']),
    item('b', ['k', 'y']),
    item('c', ['z']),
    item('old', ['x'], { qualifiedOnly: true }),
  ];
  const merge = { items: [a, b], columns: () => unknownColumns(['k', 'x', 'y']) };
  expect(namesOf(starColumns({ items: [a, b, c, old], merges: [] }))).toEqual(['x', 'k', 'k', 'y', 'z']);
  expect(namesOf(starColumns({ items: [c, a, b, old], merges: [merge] }))).toEqual(['z', 'k', 'x', 'y']);
  // Of one within another the outer counts.
  const outer = { items: [a, b, c], columns: () => unknownColumns(['all']) };
  expect(namesOf(starColumns({ items: [a, b, c], merges: [merge, outer] }))).toEqual(['all']);
  expect(starColumns({ items: [a, b], merges: [{ ...merge, columns: () => null }] })).toBe(null);
  expect(starColumns({ items: [a, item('f', null)], merges: [] })).toBe(null);
});

test('what SEARCH and CYCLE add is in a star or not', () => {
  const t = item('t', null, { columns: [...unknownColumns(['n']), { name: 'seq', family: 'unknown', isAdded: true }] });
  expect(columnsByStar(t)).toBe(null);
  expect(starColumns({ items: [t], merges: [] })).toBe(null);
  // Under another name it is still the same column.
  expect(columnsByStar({ ...t, columns: renamed(t.columns, ['a', 'b']) })).toBe(null);
  expect(namesOf(columnsByStar(item('c', ['id'])))).toEqual(['id']);
});

test('what a join by USING has in common is of all that have it, or may', () => {
  const level = innerScope(null, null);
  level.items.push(
    item('a', ['id', 'x']),
    item('b', ['id']),
    item('v', ['id'], { qualifiedOnly: true }),
    item('u', null),
  );
  const meant = (...parts: string[]) => {
    const found = resolve(level, parts);
    return found.kind === 'unknown' ? [] : itemsMeant(found, parts).map(({ alias }) => alias);
  };
  expect(meant('id')).toEqual(['a', 'b', 'u']);
  expect(meant('x')).toEqual(['a', 'u']);
  expect(meant('b', 'id')).toEqual(['b']);
  expect(meant('a')).toEqual(['a']);
});
