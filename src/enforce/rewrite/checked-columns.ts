import { type Column, quoteIdentifier, quoteRelation, type Relation, type TypeInfo } from '../../sql/index.js';
import { type CastColumns, castColumn } from '../relation/cast-column.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';
import { isChecked } from './types.js';
import { typesWithin } from './types-named.js';

/*
 * A column of a domain whose check may not be called is given as what the domain stands on: `array_append(column, 'x')`, `CASE`,
 * `jsonb_populate_record` of its row and many more make a value of a column's type without naming it, and whether the check takes
 * the value tells what it found. PostgreSQL describes such a column as one of the domain's base type anyway.
 */

const noCasts: CastColumns = new Map();

/** Of all columns of a relation, or of those that an asker sees as they are. */
export function castColumns(
  relation: Relation,
  compiled: CompiledRelation | null,
  context: RewriteContext,
): CastColumns {
  let casts: Map<string, string | null> | undefined;
  relation.columns.forEach((column, index) => {
    if (compiled !== null && compiled.columns[index]?.shown !== 'pass') return;
    const type = castOf(column, context);
    if (type === undefined) return;
    casts ??= new Map();
    casts.set(column.name, type);
  });
  return casts ?? noCasts;
}

/** The type that a column is given as; undefined for its own, null where there is none that it could be given as. */
export function castOf({ typeOid }: Column, context: RewriteContext): string | null | undefined {
  return holdsChecked(typeOid, context) ? uncheckedType(typeOid, context) : undefined;
}

function holdsChecked(typeOid: number, context: RewriteContext): boolean {
  const { catalog } = context.view;
  const type = catalog.typeByOid(typeOid);
  // Most columns are of PostgreSQL's own types, which nothing of the store's checks.
  if (type === undefined || (type.schema === 'pg_catalog' && type.elementType === 0 && type.kind === 'b')) return false;
  for (const oid of typesWithin([typeOid], catalog)) if (isChecked(catalog.typeByOid(oid), context)) return true;
  return false;
}

/** What a type's values are without their checks; null where no cast says so. */
function uncheckedType(typeOid: number, context: RewriteContext): string | null {
  const type = standsOn(typeOid, context);
  if (type === undefined) return null;
  if (!holdsChecked(type.oid, context)) return quoteRelation(type.schema, type.name);
  const element = type.elementType === 0 ? undefined : standsOn(type.elementType, context);
  // There are no arrays of arrays.
  if (element === undefined || element.elementType !== 0 || holdsChecked(element.oid, context)) return null;
  return `${quoteRelation(element.schema, element.name)}[]`;
}

/** What is no domain. */
function standsOn(typeOid: number, { view: { catalog } }: RewriteContext): TypeInfo | undefined {
  let type = catalog.typeByOid(typeOid);
  while (type?.kind === 'd') type = catalog.typeByOid(type.baseType);
  return type;
}

/**
 * The text of a relation that nobody protects, with system columns that are asked of it. `read`: the names that are read of it;
 * null: all.
 *
 * @throws GatewayError `refused` for a column that can't be given.
 */
export function castText(
  { schema, name, columns }: Relation,
  casts: CastColumns,
  {
    only,
    extras,
    read,
  }: { readonly only: boolean; readonly extras: readonly string[]; readonly read: ReadonlySet<string> | null },
): string {
  const list = columns.flatMap((column) => {
    if (read !== null && !read.has(column.name)) return [];
    // With a name before it, one that is gone meanwhile would be taken for a function.
    return [castColumn(quoteIdentifier(column.name), column.name, casts)];
  });
  const all = [...list, ...extras.map((extra) => `c.${extra}`)].join(', ');
  return `SELECT ${all}${all === '' ? '' : ' '}FROM ${only ? 'ONLY ' : ''}${quoteRelation(schema, name)} AS c`;
}
