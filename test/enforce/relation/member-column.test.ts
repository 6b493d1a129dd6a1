import { expect, test } from 'vitest';
import { columnKeys } from '../../../src/enforce/relation/column-keys.js';
import { compileMemberColumn, hasMembers } from '../../../src/enforce/relation/member-column.js';
import { memberSql } from '../../../src/enforce/relation/member-sql.js';
import { type Column, loadParser } from '../../../src/sql/index.js';
import { keys } from '../../masks/masked.js';
import { smallCatalog } from '../small-view.js';
import { borrowedNames, plainSql } from './plain-sql.js';
import { decisionOf, type Kind, planOf } from './plan-of-members.js';

await loadParser();

const some = smallCatalog.relation('public', 'customers')?.columns[0];
const column = (baseTypname: string): Column => ({
  ...(some as Column),
  name: 'd',
  baseTypname,
  declared: baseTypname,
});

function compiled(fields: Readonly<Record<string, Kind>>, own: Kind | null = null, typname = 'jsonb') {
  return compileMemberColumn(column(typname), {
    members: columnKeys([{ name: 'd' }], Object.keys(fields)).columns.get('d')?.members ?? [],
    decisionOf: (key) => decisionOf(fields[key] ?? 'withhold'),
    own: own === null ? null : decisionOf(own),
    keys,
    name: 'public.people.d',
  });
}

test('json and jsonb may have members', () => {
  expect(['json', 'jsonb', 'text', 'jsonpath'].filter((baseTypname) => hasMembers({ baseTypname }))).toEqual([
    'json',
    'jsonb',
  ]);
});

test('a column of which nothing is seen, or at which paths look at any depth, is none', () => {
  expect(compiled({ 'd.a': 'withhold' })).toBe(null);
  expect(compiled({ 'd..a': 'pass' })).toBe(null);
  expect(compiled({ 'd.a': 'pass', 'd.b..c': 'withhold' }, 'pass')).toBe(null);
});

test('a column of which all passes is as it is stored', () => {
  const found = compiled({ 'd.a': 'pass' }, 'pass');
  expect(found).toMatchObject({ shown: 'pass', lookup: false, injective: true, stored: null });
  expect(found?.decision.kind).toBe('pass');
  expect(found?.sql('t')).toBe('"t"."d"');
});

test('what is made anew is a mask, under a category that no other column has', () => {
  const found = compiled({ 'd.a': 'pass', 'd.b': { mask: 'initial' } });
  expect(found).toMatchObject({
    shown: 'mask',
    lookup: false,
    injective: false,
    stored: null,
    decision: {
      kind: 'mask',
      mask: { name: 'members' },
      reason: { category: 'members of public.people.d', rule: null, agreement: null },
    },
  });
  const made = memberSql(planOf({ 'd.a': 'pass', 'd.b': { mask: 'initial' } }), keys);
  expect(found?.sql('t')).toBe(made.kind === 'rebuilt' ? made.sql('CAST("t"."d" AS pg_catalog.jsonb)') : null);
});

test('what its own category passes, and no member hides, is seen', () => {
  expect(plainSql(compiled({ 'd.a': 'withhold' }, 'pass')?.sql('t') ?? '')).toContain(
    `CASE WHEN e2.key = 'a' COLLATE "C" THEN NULL ELSE e2.value END`,
  );
});

test('a json is read as jsonb only where jsonb has a place for it, and is json again', () => {
  const sql = compiled({ 'd.a': 'pass' }, null, 'json')?.sql('t') ?? '';
  const made = memberSql(planOf({ 'd.a': 'pass' }), keys);
  const rebuilt = made.kind === 'rebuilt' ? plainSql(made.sql('@')) : '';
  const pairs = String.raw`E'\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}'`;
  const escapes = String.raw`regexp_replace(replace(j.t, E'\\\\', '_'), ${pairs}, '_', 'g')`;
  const whens = [
    'octet_length(j.t) <= 16777216',
    String.raw`(${escapes} COLLATE "C") !~ E'\\\\u(?:0000|[dD][89a-fA-F])'`,
    `(j.t COLLATE "C") !~ '[0-9][eE][+-]?0*[1-9][0-9]{3}'`,
    `(j.t COLLATE "C") !~ '[0-9]{255}'`,
  ].map((fits) => `WHEN NOT (${fits}) THEN NULL`);
  const read = `(SELECT CASE ${whens.join(' ')} ELSE CAST(j.t AS jsonb) END FROM (SELECT CAST(CAST("t"."d" AS json) AS text) AS t OFFSET 0) AS j)`;
  expect(plainSql(sql)).toBe(`CAST(${rebuilt.replace('@', () => read)} AS json)`);
});

test.each(['json', 'jsonb'])('no name in what stands for a %s is one that a client could take', (typname) => {
  expect(borrowedNames(compiled({ 'd.a': 'pass', 'd.b': 'withhold' }, null, typname)?.sql('t') ?? '')).toEqual([]);
});
