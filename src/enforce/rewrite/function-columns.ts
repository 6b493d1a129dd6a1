import { as, isStruct, listOf, nameParts, type Struct, type TypeInfo, textOf } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { functionsOf } from './functions.js';
import { type ScopeColumn, unknownColumns } from './scope.js';
import { typesOf } from './types-named.js';

/**
 * The columns of a function in FROM, which is called `alias`: its definitions, its OUT names, its own name for a scalar; null when
 * not known. PostgreSQL docs, 7.2.1.4.
 */
export function functionColumns(
  struct: Struct,
  alias: string | null,
  context: RewriteContext,
): readonly ScopeColumn[] | null {
  const definitions = listOf(struct.coldeflist).map((node) => textOf(as(node, 'ColumnDef')?.colname) ?? '');
  if (definitions.length > 0) return unknownColumns(definitions);
  const functions = listOf(struct.functions);
  const [item] = listOf(as(functions[0], 'List')?.items);
  const call = as(item, 'FuncCall');
  const parts = nameParts(call?.funcname);
  if (functions.length !== 1 || call === undefined || parts === null || parts.length === 0) return null;
  const candidates = functionsOf(parts, context);
  const unnested = parts.at(-1) === 'unnest' ? unnestedNames(call, alias, context) : null;
  if (unnested !== null && candidates.every(({ schema }) => schema === 'pg_catalog'))
    return withOrdinality(struct, unnested);
  const [candidate] = candidates;
  if (candidate === undefined || candidates.some((other) => other.outNames.join() !== candidate.outNames.join()))
    return null;
  if (candidate.outNames.length > 0) return withOrdinality(struct, candidate.outNames);
  const types = candidates.map((other) => context.view.catalog.typeByOid(other.returnType));
  if (!types.every((type) => type !== undefined && (type.kind === 'b' || type.kind === 'e' || type.kind === 'r')))
    return null;
  return withOrdinality(struct, [alias ?? candidate.name]);
}

function withOrdinality(struct: Struct, names: readonly string[]): readonly ScopeColumn[] {
  return unknownColumns(struct.ordinality === true ? [...names, 'ordinality'] : names);
}

/**
 * The columns of `unnest($1::int[], $2::text[])`, of which each array gives one (PostgreSQL docs, 9.19); null where it is not plain
 * that all are arrays of scalars: a composite type's arrays give all of its columns, and a tsvector has three.
 */
function unnestedNames(
  { args, func_variadic: isVariadic }: Struct,
  alias: string | null,
  context: RewriteContext,
): readonly string[] | null {
  const arrays = listOf(args);
  if (arrays.length === 0 || isVariadic === true) return null;
  if (!arrays.every((node) => isScalarsArray(as(node, 'TypeCast')?.typeName, context))) return null;
  return arrays.length === 1 ? [alias ?? 'unnest'] : arrays.map(() => 'unnest');
}

function isScalar({ kind, elementType }: TypeInfo): boolean {
  return elementType === 0 && (kind === 'b' || kind === 'e' || kind === 'r');
}

function isScalarsArray(typeName: unknown, context: RewriteContext): boolean {
  if (!isStruct(typeName) || listOf(typeName.arrayBounds).length === 0) return false;
  const types = typesOf(nameParts(typeName.names) ?? [], context.view);
  return types.length > 0 && types.every(isScalar);
}
