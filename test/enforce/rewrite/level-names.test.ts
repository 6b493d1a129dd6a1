import { expect, test } from 'vitest';
import type { Family } from '../../../src/enforce/rewrite/family.js';
import { namesOf } from '../../../src/enforce/rewrite/level-names.js';
import type { ScopeItem } from '../../../src/enforce/rewrite/scope.js';

function item(alias: string | null, columns: Readonly<Record<string, Family>> | null, more: Partial<ScopeItem> = {}) {
  return {
    alias,
    qualified: null,
    columns: columns === null ? null : Object.entries(columns).map(([name, family]) => ({ name, family })),
    guard: null,
    target: null,
    qualifiedOnly: false,
    plain: false,
    extras: [],
    renamed: false,
    ...more,
  };
}

test('a name means the first that bears it', () => {
  const [first, second] = [item('c', { id: 'int' }), item('c', { id: 'text', city: 'text' })];
  const names = namesOf([first, second]);
  expect(names.item('c')).toBe(first);
  expect(names.column('id')?.item).toBe(first);
  expect(names.column('city')?.item).toBe(second);
  expect(names.column('c')).toBe(undefined);
  expect(names.namesakes('id').map(({ column }) => column.family)).toEqual(['int', 'text']);
  expect(names.families('id')).toEqual(['int', 'text']);
  expect(names.families('city')).toEqual(['text']);
  expect(names.families('nothing')).toEqual([]);
});

test('a relation without another name is found by its schema as well', () => {
  const c = item('c', {}, { qualified: { schema: 'public', name: 'c' } });
  expect(namesOf([c]).qualified('public', 'c')).toBe(c);
  expect(namesOf([c]).qualified('other', 'c')).toBe(undefined);
  expect(namesOf([c]).qualified('public.c', '')).toBe(undefined);
});

test('a column behind an item of which nothing is known may be that item’s', () => {
  const names = namesOf([item('c', { id: 'int' }), item('f', null), item('d', { city: 'text' })]);
  expect(names.column('id')?.isShadowed).toBe(false);
  expect(names.column('city')?.isShadowed).toBe(true);
  expect(names.isOpaque).toBe(true);
});

test('what needs a qualification has none of the names that stand alone', () => {
  const names = namesOf([
    item('old', { id: 'int' }, { qualifiedOnly: true }),
    item('f', null, { qualifiedOnly: true }),
  ]);
  expect(names.column('id')).toBe(undefined);
  expect(names.namesakes('id')).toHaveLength(1);
  expect(names.isOpaque).toBe(false);
  expect(names.item('old')).toBeDefined();
});

test('what comes to a level later is found, and what was taken out of it is not', () => {
  const items: ScopeItem[] = [item('a', { x: 'int' }), item('b', { y: 'int' })];
  expect(namesOf(items).column('y')?.item.alias).toBe('b');
  items.push(item('c', { z: 'int' }));
  expect(namesOf(items).column('z')?.item.alias).toBe('c');
  expect(namesOf(items).column('x')?.item.alias).toBe('a');
  // As a join that has a name does.
  items.splice(1);
  items.push(item('j', { w: 'int' }));
  expect(namesOf(items).column('y')).toBe(undefined);
  expect(namesOf(items).item('b')).toBe(undefined);
  expect(namesOf(items).column('w')?.item.alias).toBe('j');
  items.splice(0);
  items.push(item('k', { x: 'int' }), item('l', { v: 'int' }));
  expect(namesOf(items).column('x')?.item.alias).toBe('k');
  expect(namesOf(items).column('v')?.item.alias).toBe('l');
});

test('items that are looked at once are not looked at again', () => {
  let looks = 0;
  const watched = (alias: string) =>
    new Proxy(item(alias, { [alias]: 'int' }), {
      get(target, key) {
        looks += 1;
        return Reflect.get(target, key);
      },
    });
  const items = Array.from({ length: 100 }, (_, at) => watched(`c${at}`));
  expect(namesOf(items).column('c99')?.column.name).toBe('c99');
  const once = looks;
  for (let at = 0; at < 100; at += 1) expect(namesOf(items).item('c99')?.alias).toBe('c99');
  expect(looks - once).toBeLessThan(300);
});
