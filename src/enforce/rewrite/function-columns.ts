import { as, isStruct, listOf, nameParts, type Struct, type TypeInfo, textOf } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { type Family, familyOfType, unknownFamily } from './family.js';
import { functionsOf } from './functions.js';
import type { Scope, ScopeColumn } from './scope.js';
import { familyOf } from './totality.js';
import { builtinTypeName } from './types.js';
import { typesOf } from './types-named.js';
import { unnestedFamily } from './unnested-family.js';

/**
 * The columns of a function in FROM, which is called `alias`: its definitions, its OUT names, its own name for a scalar; null when
 * not known. PostgreSQL docs, 7.2.1.4. Read before it is rewritten; `scope` has what stands before it in FROM.
 */
export function functionColumns(
  struct: Struct,
  alias: string | null,
  scope: Scope,
  context: RewriteContext,
): readonly ScopeColumn[] | null {
  const definitions = listOf(struct.coldeflist).map((node) => definedColumn(as(node, 'ColumnDef') ?? {}, context));
  if (definitions.length > 0) return definitions;
  const functions = listOf(struct.functions);
  const [item] = listOf(as(functions[0], 'List')?.items);
  const call = as(item, 'FuncCall');
  const parts = nameParts(call?.funcname);
  if (functions.length !== 1 || call === undefined || parts === null || parts.length === 0) return null;
  const candidates = functionsOf(parts, context);
  const isOwn = candidates.every(({ schema }) => schema === 'pg_catalog');
  const unnested = parts.at(-1) === 'unnest' ? unnestedColumns(call, alias, context) : null;
  if (unnested !== null && isOwn) return withOrdinality(struct, unnested);
  const [candidate] = candidates;
  if (candidate === undefined || candidates.some((other) => other.outNames.join() !== candidate.outNames.join()))
    return null;
  const { outNames } = candidate;
  const types = candidates.map((other) => context.view.catalog.typeByOid(other.returnType));
  const families = isOwn ? familiesOf(candidate.name, types, call, { scope, context }) : [];
  if (outNames.length > 0) return withOrdinality(struct, named(outNames, families));
  if (!types.every((type) => type !== undefined && (type.kind === 'b' || type.kind === 'e' || type.kind === 'r')))
    return null;
  return withOrdinality(struct, named([alias ?? candidate.name], families));
}

/** A column of a definition list: `AS t (a int, b text)`. */
function definedColumn({ colname, typeName, collClause }: Struct, context: RewriteContext): ScopeColumn {
  const type = isStruct(typeName) && collClause === undefined ? builtinTypeName(typeName, context) : undefined;
  return { name: textOf(colname) ?? '', family: type === undefined ? unknownFamily : familyOfType(type) };
}

/** XMLTABLE and JSON_TABLE name their columns; nested ones are not looked for. */
export function tableColumns(struct: Struct, context: RewriteContext): readonly ScopeColumn[] | null {
  const columns: ScopeColumn[] = [];
  for (const node of listOf(struct.columns)) {
    const column = as(node, 'RangeTableFuncCol') ?? as(node, 'JsonTableColumn');
    const colname = textOf(column?.colname ?? column?.name);
    if (column === undefined || colname === undefined || column.columns !== undefined) return null;
    columns.push(definedColumn({ colname, typeName: column.typeName }, context));
  }
  return columns;
}

function named(names: readonly string[], families: readonly Family[]): readonly ScopeColumn[] {
  return names.map((name, index) => ({ name, family: families[index] ?? unknownFamily }));
}

/** PostgreSQL docs, 9.16: of what gives several columns, the catalog's snapshot has the names alone. */
const membersOf = new Map<string, readonly Family[]>([
  ['jsonb_each', ['text', 'jsonb']],
  ['jsonb_each_text', ['text', 'text']],
  ['json_each', ['text']],
  ['json_each_text', ['text', 'text']],
]);

/** The families of what a function of PostgreSQL's own gives, as far as its name tells. */
function familiesOf(
  name: string,
  types: readonly (TypeInfo | undefined)[],
  call: Struct,
  { scope, context }: { readonly scope: Scope; readonly context: RewriteContext },
): readonly Family[] {
  const members = membersOf.get(name);
  if (members !== undefined) return members;
  if (name === 'generate_series') {
    // Its kind is that of its arguments; and what is compared with int8 safely is with int4.
    const given = listOf(call.args).map((node) => familyOf(node, scope, context));
    return given.every((family) => family === 'int' || family === 'int8' || family === 'literal') ? ['int8'] : [];
  }
  const [type] = types;
  const isOne = type?.schema === 'pg_catalog' && types.every((other) => other?.oid === type.oid);
  const family = isOne && type.kind === 'b' ? familyOfType(type.name) : unknownFamily;
  // Text is of the collation of what it was made of. Documents have none.
  return family !== 'text' || name.startsWith('json') ? [family] : [];
}

function withOrdinality(struct: Struct, columns: readonly ScopeColumn[]): readonly ScopeColumn[] {
  return struct.ordinality === true ? [...columns, { name: 'ordinality', family: 'int8' }] : columns;
}

/**
 * The columns of `unnest($1::int[], $2::text[])`, of which each array gives one (PostgreSQL docs, 9.19); null where it is not plain
 * that all are arrays of scalars: a composite type's arrays give all of its columns, and a tsvector has three.
 */
function unnestedColumns(
  { args, func_variadic: isVariadic }: Struct,
  alias: string | null,
  context: RewriteContext,
): readonly ScopeColumn[] | null {
  const arrays = listOf(args);
  if (arrays.length === 0 || isVariadic === true) return null;
  if (!arrays.every((node) => isScalarsArray(as(node, 'TypeCast')?.typeName, context))) return null;
  const families = arrays.map((node) => unnestedFamily(node, context));
  return named(arrays.length === 1 ? [alias ?? 'unnest'] : arrays.map(() => 'unnest'), families);
}

function isScalar({ kind, elementType }: TypeInfo): boolean {
  return elementType === 0 && (kind === 'b' || kind === 'e' || kind === 'r');
}

function isScalarsArray(typeName: unknown, context: RewriteContext): boolean {
  if (!isStruct(typeName) || listOf(typeName.arrayBounds).length === 0) return false;
  const types = typesOf(nameParts(typeName.names) ?? [], context.view);
  return types.length > 0 && types.every(isScalar);
}
