import { indexSnapshot } from '../../pg/index.js';
import type { CatalogSnapshot, Column, FunctionInfo, OperatorInfo, TypeInfo } from '../../sql/index.js';

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

/** Of a database with one relation and what statements about it use. OIDs are PostgreSQL's own. */
export const sampleCatalog: CatalogSnapshot = indexSnapshot({
  version: 1,
  serverVersion: 180_000,
  defaultSearchPath: '"$user", public',
  sessionUser: 'sample',
  schemas: ['public', 'pg_catalog', 'information_schema'],
  relations: [
    {
      oid: 16_400,
      schema: 'public',
      name: 'people',
      kind: 'r',
      owner: 'sample',
      columns: [column('id', 1, 'bigint', int8), column('city', 2, 'text', text), column('email', 3, 'text', text)],
      primaryKey: [1],
      ancestors: [],
      isPartition: false,
      definition: null,
      hasTriggers: false,
      hasRules: false,
      rowSecurity: false,
      extension: null,
    },
  ],
  functions: [call(870, 'lower', [text.oid], text.oid), call(1067, 'generate_series', [int4.oid, int4.oid], int4.oid)],
  operators: ['=', '<>', '<', '+', '-'].flatMap((name) => [operator(name, int8), operator(name, text)]),
  types: [bool, int8, int4, text],
  casts: [],
});
