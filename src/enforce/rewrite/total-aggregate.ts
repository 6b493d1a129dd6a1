import { as, listOf, nameParts, type Struct } from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import type { Place } from './context.js';
import { decimalFamily, type Family, literalFamily, parameterFamily, unknownFamily } from './family.js';
import { hasPlainFrame } from './plain-count.js';
import { resolve, type Scope } from './scope.js';
import { windowKeys } from './sorted-targets.js';

/** Aggregates that take whatever they are given. */
const takingAnything = new Set(['count', 'any_value', 'bool_and', 'bool_or', 'every', 'json_agg', 'json_agg_strict']);
/** Those that take what is known here to be no array, row or document. */
const takingScalars = new Set(['min', 'max', 'array_agg', 'string_agg', 'jsonb_agg', 'jsonb_agg_strict']);
const adding = new Set(['sum', 'avg']);

/** What those give that give the same for all that they take. */
const given: Readonly<Record<string, Family>> = { count: 'int8', bool_and: 'bool', bool_or: 'bool', every: 'bool' };

/**
 * The family of what an aggregate of PostgreSQL's gives that raises on nothing that it is given; null for one that could raise. Of a query
 * that runs on demand an error tells that it ran; elsewhere it is the caller's own, for what is put together are rows that were let
 * through. `families` are those of what it takes.
 */
export function familyOfAggregate(
  call: Struct,
  families: () => readonly Family[],
  place: Pick<Place, 'scope' | 'context'>,
): Family | null {
  const { scope, context } = place;
  const name = nameParts(call.funcname)?.at(-1) ?? '';
  if (call.agg_within_group === true || !hasPlainFrame(call.over, context)) return null;
  if (!sortsScalars(call, families, place) || !comparesScalars(windowKeys(call.over), scope)) return null;
  if (takingAnything.has(name)) return given[name] ?? unknownFamily;
  if (takingScalars.has(name)) {
    if (families().includes(unknownFamily)) return null;
    return extremes.has(name) ? familyOfExtreme(families()) : unknownFamily;
  }
  const isAdded =
    adding.has(name) &&
    families().every(
      (family, index) => family === 'int' || family === 'int8' || isShort(listOf(call.args)[index], family, scope),
    );
  if (!isAdded) return null;
  return name === 'sum' && families()[0] === 'int' ? 'int8' : 'numeric';
}

/** Window functions that raise on nothing. */
const numbering: Readonly<Record<string, Family>> = {
  ...{ row_number: 'int8', rank: 'int8', dense_rank: 'int8' },
  ...{ percent_rank: 'float', cume_dist: 'float' },
};
const choosing = new Set(['lag', 'lead', 'first_value', 'last_value']);

/** The same of a window function. */
export function familyOfWindow(
  call: Struct,
  families: () => readonly Family[],
  { scope, context }: Pick<Place, 'scope' | 'context'>,
): Family | null {
  const name = nameParts(call.funcname)?.at(-1) ?? '';
  if (!hasPlainFrame(call.over, context) || !comparesScalars(windowKeys(call.over), scope)) return null;
  const numbered = numbering[name];
  if (numbered !== undefined) return listOf(call.args).length === 0 ? numbered : null;
  // What stands in for a value that is not there is made one type with it.
  return choosing.has(name) && families().length === 1 ? familyOfExtreme(families()) : null;
}

const extremes = new Set(['min', 'max']);

/** Of what is not known to have a type yet nothing is known. */
function familyOfExtreme([family = unknownFamily]: readonly Family[]): Family {
  return [literalFamily, parameterFamily, decimalFamily].includes(family) ? unknownFamily : family;
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
