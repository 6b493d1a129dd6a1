import { as, type CatalogSnapshot, type Column, type FunctionInfo, isStruct, type TreeNode } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { typesWithin } from './types-named.js';

/** Types of constants, which no column or function has to bring: bool, int8, int4, text, unknown, numeric. */
const constantTypes: readonly number[] = [16, 20, 23, 25, 705, 1700];

/**
 * The types that a statement brings together, as far as they matter; null where no cast or default of the store's own could run by it,
 * nor to a row that it makes a type of.
 */
export function newMentions(
  { foreignCasts, filledDomains = [] }: CatalogSnapshot,
  statement: TreeNode,
): Set<number> | null {
  const matter = foreignCasts.length + filledDomains.length > 0 || definesByQuery(statement);
  return matter ? new Set(constantTypes) : null;
}

/** CREATE TABLE AS, SELECT INTO, CREATE VIEW; what is temporary is nobody else's. */
function definesByQuery(statement: TreeNode): boolean {
  const into = as(statement, 'CreateTableAsStmt')?.into ?? as(statement, 'SelectStmt')?.intoClause;
  const range = as(statement, 'ViewStmt')?.view ?? (isStruct(into) ? into.rel : undefined);
  return isStruct(range) && range.relpersistence !== 't';
}

/** Notes the types that a construct of SQL's own takes: xml and json have no functions that are named there. */
export function mentionConstruct(context: RewriteContext, tag: string): void {
  if (context.mentions === null) return;
  if (tag.startsWith('Xml') || tag === 'RangeTableFunc') {
    // It takes xml and numbers as if they were stored.
    context.findings.assigns = true;
    mention(context, [xml]);
  } else if (tag.startsWith('Json')) {
    noteJson(context);
  } else if (tag === 'SQLValueFunction') mention(context, valueFunctionTypes);
}

const xml = 142;
const json = 114;
const jsonb = 3802;
/** name, date, time, timestamp, timestamptz, timetz. */
const valueFunctionTypes: readonly number[] = [19, 1082, 1083, 1114, 1184, 1266];

/**
 * Notes what a function brings. One of PostgreSQL's that makes json of a value of any type runs a cast to json where somebody
 * has made one (docs, to_json), and the two that quote one run a cast to text.
 */
export function mentionFunction(
  context: RewriteContext,
  { schema, name, returnType, argumentTypes }: FunctionInfo,
): void {
  if (context.mentions === null) return;
  mention(context, [returnType, ...argumentTypes]);
  if (schema !== 'pg_catalog' || !argumentTypes.some((oid) => anyTypes.has(oid))) return;
  if (returnType === json || returnType === jsonb) noteJson(context);
  if (name.startsWith('quote_')) context.findings.castsTo.add(text);
}

function noteJson(context: RewriteContext): void {
  context.findings.castsTo.add(json);
  mention(context, [json, jsonb]);
}

const text = 25;
/** record, any, anyarray, anyelement. */
const anyTypes: ReadonlySet<number> = new Set([2249, 2276, 2277, 2283]);

/** Notes the types of a relation's columns. */
export function mentionColumns(context: RewriteContext, columns: readonly Column[]): void {
  if (context.mentions === null) return;
  mention(
    context,
    columns.map(({ typeOid }) => typeOid),
  );
}

/** Notes that values of these types stand in the statement, or that something in it takes them. */
export function mention({ mentions, view }: RewriteContext, typeOids: Iterable<number>): void {
  if (mentions === null) return;
  for (const oid of typesWithin(typeOids, view.catalog)) mentions.add(oid);
}
