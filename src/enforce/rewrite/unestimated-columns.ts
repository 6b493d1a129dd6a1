import type { TypeInfo } from '../../sql/index.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';
import { typesWithin } from './types-named.js';

/*
 * To know how many rows a condition leaves, PostgreSQL asks comparisons of the values in a column's statistics, those of rows among them
 * that a guard filters away, and it looks for them through a fence. Two kinds of them raise because of a value: a row is compared with
 * one of other types until they come to a member of which the types differ (`pair = ROW(5, 'x')`), and how far the bounds of numrange
 * are apart may be past what a float holds (`calc_hist_selectivity_contains`); what other ranges take for that is a function of anybody's.
 * So a guard that filters gives columns of such types as what a query selects, of which there are no statistics.
 */

const none: ReadonlySet<string> = new Set();

/** Of a guard's columns that are seen as they are, those that are kept from the estimate. */
export function unestimatedColumns(
  { columns, filter }: CompiledRelation,
  context: RewriteContext,
): ReadonlySet<string> {
  if (filter === null) return none;
  const found = columns.filter(({ shown, column }) => shown === 'pass' && mayRaise(column.typeOid, context));
  return found.length === 0 ? none : new Set(found.map(({ column }) => column.name));
}

function mayRaise(typeOid: number, { view: { catalog } }: RewriteContext): boolean {
  const isSuch = (type: TypeInfo | undefined) => {
    if (type?.kind === 'c') return true;
    return (type?.kind === 'r' || type?.kind === 'm') && !(type.schema === 'pg_catalog' && steady.has(type.name));
  };
  const type = catalog.typeByOid(typeOid);
  // Most columns are of PostgreSQL's own base types.
  if (type?.kind === 'b' && type.elementType === 0) return false;
  return [...typesWithin([typeOid], catalog)].some((oid) => isSuch(catalog.typeByOid(oid)));
}

/** Of integers and times: their difference is a float, whatever they are. */
const steady: ReadonlySet<string> = new Set([
  ...['int4range', 'int8range', 'daterange', 'tsrange', 'tstzrange'],
  ...['int4multirange', 'int8multirange', 'datemultirange', 'tsmultirange', 'tstzmultirange'],
]);
