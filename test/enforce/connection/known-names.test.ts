import { beforeAll, expect, test } from 'vitest';
import { type KnownNames, namesOfCatalog, namesWithoutCatalog } from '../../../src/enforce/connection/known-names.js';
import type { CatalogSnapshot, FunctionInfo, Relation } from '../../../src/sql/index.js';

const functionOf = (schema: string, name: string, volatility: 'i' | 's' | 'v', extension: string | null = null) =>
  ({ schema, name, volatility, extension }) as FunctionInfo;

const functions = [
  functionOf('pg_catalog', 'lower', 'i'),
  functionOf('pg_catalog', 'random', 'v'),
  functionOf('public', 'own', 'i'),
  functionOf('public', 'uuid_generate_v4', 'v', 'uuid-ossp'),
  functionOf('public', 'dblink_connect', 'v', 'dblink'),
  functionOf('public', 'twice', 'i'),
  functionOf('pg_catalog', 'twice', 'i'),
];
const relations = [
  { schema: 'public', name: 'items', kind: 'r' },
  { schema: 'public', name: 'seen', kind: 'v' },
] as Relation[];

let names: KnownNames;
beforeAll(() => {
  const catalog = {
    hasSchema: () => true,
    functionsNamed: (name: string) => functions.filter((one) => one.name === name),
    relation: (schema: string, name: string) => relations.find((one) => one.schema === schema && one.name === name),
  } as unknown as CatalogSnapshot;
  names = namesOfCatalog(catalog, ['public']);
});

test.each([
  [['lower'], 'pure'],
  [['pg_catalog', 'lower'], 'pure'],
  [['random'], 'volatile'],
  [['uuid_generate_v4'], 'volatile'],
  [['dblink_connect'], 'unknown'],
  [['own'], 'unknown'],
  [['twice'], 'unknown'],
  [['pg_catalog', 'twice'], 'pure'],
  [['nobody_knows'], 'unknown'],
] as const)('with a catalog, %j is %s', (parts, kind) => {
  expect(names.functionKind(parts)).toBe(kind);
});

test('with a catalog, a view is no plain relation, nor is what does not exist', () => {
  expect(names.isPlainRelation(null, 'items')).toBe(true);
  expect(names.isPlainRelation('public', 'items')).toBe(true);
  expect(names.isPlainRelation(null, 'seen')).toBe(false);
  expect(names.isPlainRelation(null, 'gone')).toBe(false);
});

test.each([
  [['lower'], 'pure'],
  [['random'], 'volatile'],
  [['own'], 'unknown'],
  [['public', 'lower'], 'unknown'],
  [['pg_catalog', 'lower'], 'pure'],
] as const)('without a catalog, %j is %s', (parts, kind) => {
  expect(namesWithoutCatalog.functionKind(parts)).toBe(kind);
});

test('without a catalog, relations of the system are not plain', () => {
  expect(namesWithoutCatalog.isPlainRelation(null, 'items')).toBe(true);
  expect(namesWithoutCatalog.isPlainRelation('pg_catalog', 'pg_locks')).toBe(false);
});
