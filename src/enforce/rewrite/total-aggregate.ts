import { as, listOf, nameParts, type Struct } from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import type { Place } from './context.js';
import { type Family, unknownFamily } from './family.js';
import { hasPlainFrame } from './plain-count.js';
import { resolve, type Scope } from './scope.js';
import { windowKeys } from './sorted-targets.js';

/** Aggregates that take whatever they are given. */
const takingAnything = new Set(['count', 'any_value', 'bool_and', 'bool_or', 'every', 'json_agg', 'json_agg_strict']);
/** Those that take what is known here to be no array, row or document. */
const takingScalars = new Set(['min', 'max', 'array_agg', 'string_agg', 'jsonb_agg', 'jsonb_agg_strict']);
const adding = new Set(['sum', 'avg']);

/**
 * True when an aggregate of PostgreSQL's raises on nothing that it is given. Of a query that runs on demand an error tells that it ran;
 * elsewhere it is the caller's own, for what is put together are rows that were let through. `families` are those of what it takes.
 */
export function isTotalAggregate(
  call: Struct,
  families: () => readonly Family[],
  place: Pick<Place, 'scope' | 'context'>,
): boolean {
  const { scope, context } = place;
  const name = nameParts(call.funcname)?.at(-1) ?? '';
  if (call.agg_within_group === true || !hasPlainFrame(call.over, context)) return false;
  if (!sortsScalars(call, families, place) || !comparesScalars(windowKeys(call.over), scope)) return false;
  if (takingAnything.has(name)) return true;
  if (takingScalars.has(name)) return families().every((family) => family !== unknownFamily);
  if (!adding.has(name)) return false;
  return families().every(
    (family, index) => family === 'int' || family === 'int8' || isShort(listOf(call.args)[index], family, scope),
  );
}

/** Rows, and what stands in them, may have nothing to compare them by: that is found out when it is done. */
function sortsScalars(
  { agg_distinct, agg_order }: Struct,
  families: () => readonly Family[],
  { scope }: Pick<Place, 'scope'>,
): boolean {
  if (agg_distinct === true && families().includes(unknownFamily)) return false;
  return comparesScalars(
    listOf(agg_order).map((node) => as(node, 'SortBy')?.node),
    scope,
  );
}

function comparesScalars(keys: readonly unknown[], scope: Scope): boolean {
  return keys.every((key) => {
    const parts = nameParts(as(key, 'ColumnRef')?.fields) ?? [];
    const meaning = parts.length === 0 ? null : resolve(scope, parts);
    return meaning?.kind === 'column' && meaning.column.family !== unknownFamily;
  });
}

/** A number of a protected column that is declared to hold so many digits: no sum of such is too long. */
function isShort(node: unknown, family: Family, scope: Scope): boolean {
  const parts = nameParts(as(node, 'ColumnRef')?.fields) ?? [];
  if (family !== 'numeric' || parts.length === 0) return false;
  const meaning = resolve(scope, parts);
  const compiled = meaning.kind === 'column' && !meaning.item.renamed ? meaning.item.guard?.compiled : undefined;
  return compiled !== undefined && (compiledColumn(compiled, parts.at(-1) ?? '')?.column.typmod ?? -1) > 0;
}
