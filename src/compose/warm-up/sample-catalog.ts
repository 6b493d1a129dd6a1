import { indexSnapshot } from '../../pg/index.js';
import type { CatalogSnapshot, Column, FunctionInfo, OperatorInfo, Relation, TypeInfo } from '../../sql/index.js';

const type = (oid: number, name: string, category: string): TypeInfo => ({
  oid,
  schema: 'pg_catalog',
  name,
  kind: 'b',
  category,
  baseType: 0,
  elementType: 0,
  relation: 0,
  extension: null,
});

const bool = type(16, 'bool', 'B');
const int8 = type(20, 'int8', 'N');
const int4 = type(23, 'int4', 'N');
const text = type(25, 'text', 'S');

const column = (name: string, attnum: number, declared: string, of: TypeInfo): Column => ({
  name,
  attnum,
  typeOid: of.oid,
  typmod: -1,
  declared,
  baseTypname: of.name,
  collation: null,
  notNull: false,
  hasDefault: false,
  generated: false,
  identity: false,
});

const call = (oid: number, name: string, argumentTypes: readonly number[], returnType: number): FunctionInfo => ({
  oid,
  schema: 'pg_catalog',
  name,
  kind: 'f',
  leakproof: false,
  volatility: 'i',
  securityDefiner: false,
  returnsSet: name === 'generate_series',
  returnType,
  argumentTypes,
  defaults: 0,
  outNames: [],
  extension: null,
});

const operator = (name: string, operand: TypeInfo): OperatorInfo => ({
  schema: 'pg_catalog',
  name,
  leftType: operand.oid,
  rightType: operand.oid,
  leakproof: false,
  extension: null,
});

const relation = (oid: number, name: string, columns: readonly Column[]): Relation => ({
  oid,
  schema: 'public',
  name,
  kind: 'r',
  owner: 'sample',
  columns,
  primaryKey: [1],
  ancestors: [],
  isPartition: false,
  definition: null,
  hasTriggers: false,
  hasRules: false,
  rowSecurity: false,
  extension: null,
});

/** Of a database with a relation that is protected, one that is not, and what statements about them use. OIDs are PostgreSQL's own. */
export const sampleCatalog: CatalogSnapshot = indexSnapshot({
  version: 1,
  serverVersion: 180_000,
  defaultSearchPath: '"$user", public',
  sessionUser: 'sample',
  schemas: ['public', 'pg_catalog', 'information_schema'],
  relations: [
    relation(16_400, 'people', [
      column('id', 1, 'bigint', int8),
      column('city', 2, 'text', text),
      column('email', 3, 'text', text),
    ]),
    relation(16_401, 'things', [column('id', 1, 'bigint', int8), column('title', 2, 'text', text)]),
  ],
  functions: [
    call(870, 'lower', [text.oid], text.oid),
    call(1067, 'generate_series', [int4.oid, int4.oid], int4.oid),
    { ...call(2115, 'max', [int8.oid], int8.oid), kind: 'a' },
  ],
  operators: ['=', '<>', '<', '<=', '>=', '+', '-', '~~'].flatMap((name) => [
    operator(name, int8),
    operator(name, text),
  ]),
  types: [bool, int8, int4, text],
  casts: [],
});
