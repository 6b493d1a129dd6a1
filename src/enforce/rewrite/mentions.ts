import type { RewriteContext } from './context.js';

/** Types of constants, which no column or function has to bring: bool, int8, int4, text, unknown, numeric. */
const constantTypes: readonly number[] = [16, 20, 23, 25, 705, 1700];

/** The types that a statement brings together, as far as they matter; null where no cast of the store's own could run. */
export function newMentions(foreignCasts: readonly unknown[]): Set<number> | null {
  return foreignCasts.length === 0 ? null : new Set(constantTypes);
}

/** Notes the types that a construct of SQL's own takes: xml and json have no functions that are named there. */
export function mentionConstruct(context: RewriteContext, tag: string): void {
  if (context.mentions === null) return;
  if (tag.startsWith('Xml') || tag === 'RangeTableFunc') mention(context, [xml]);
  else if (tag.startsWith('Json')) mention(context, [json, jsonb]);
  else if (tag === 'SQLValueFunction') mention(context, valueFunctionTypes);
}

const xml = 142;
const json = 114;
const jsonb = 3802;
/** name, date, time, timestamp, timestamptz, timetz. */
const valueFunctionTypes: readonly number[] = [19, 1082, 1083, 1114, 1184, 1266];

/** Notes that values of these types stand in the statement, or that something in it takes them. */
export function mention({ mentions, view }: RewriteContext, typeOids: Iterable<number>): void {
  if (mentions === null) return;
  for (const oid of typeOids) {
    const type = view.catalog.typeByOid(oid);
    for (const one of [oid, type?.baseType ?? 0, type?.elementType ?? 0]) mentions.add(one);
  }
}
