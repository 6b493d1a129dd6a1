import { expect, test } from 'vitest';
import {
  catalogReductions,
  closedCatalogRelations,
  openCatalogRelations,
} from '../../../src/enforce/system/catalog-relations.js';
import { isOpenSystemRelation } from '../../../src/enforce/system/index.js';

test.each([
  'pg_statistic',
  'pg_stats',
  'pg_stats_ext',
  'pg_stat_activity',
  'pg_largeobject',
  'pg_authid',
  'pg_shadow',
  'pg_subscription',
  'pg_user_mapping',
])('%s is closed', (name) => {
  expect(isOpenSystemRelation('pg_catalog', name)).toBe(false);
});

test.each([
  'pg_class',
  'pg_attribute',
  'pg_type',
  'pg_namespace',
  'pg_proc',
  'pg_index',
  'pg_constraint',
  'pg_tables',
  'pg_settings',
])('%s is open', (name) => {
  expect(isOpenSystemRelation('pg_catalog', name)).toBe(true);
});

test('what is open is not closed', () => {
  expect([...openCatalogRelations].filter((name) => closedCatalogRelations.has(name))).toEqual([]);
});

test('a catalog that counts rows is read without its counts', () => {
  expect(catalogReductions.get('pg_class')?.blanks).toHaveProperty('reltuples');
});

test('of a closed relation that is read in part, the names stay and nothing else', () => {
  for (const [name, { keeps }] of catalogReductions) {
    if (openCatalogRelations.has(name) || ['pg_sequences', 'pg_subscription'].includes(name)) continue;
    expect([name, [...(keeps ?? [])]]).toEqual([name, ['relid', 'schemaname', 'relname']]);
  }
});

test('what belongs to no system schema is none of theirs', () => {
  expect(isOpenSystemRelation('public', 'pg_class')).toBe(false);
  expect(isOpenSystemRelation('information_schema', 'tables')).toBe(true);
});
