import { as, listOf, type ParsedStatement, type Struct, tagOf, type ValueRows } from '../sql/index.js';
import type { PlannedStatement } from './plan-statements.js';
import { putBack } from './put-back.js';
import type { Literals } from './template/literals.js';
import { valueLocation } from './value-location.js';

/*
 * A statement with many rows of constants is read, judged and read back with one row of each kind, and sent with all. That is the
 * same plan: the parser finds the kept rows where the scan did, so the rows that were left out stand between tokens of the same
 * list, and are rows of it as those are; and nothing was decided by the values of the kept ones, as in a plan that serves texts
 * with other literals.
 */

/** The rows are those of an INSERT, or of VALUES in FROM (as SQLAlchemy inserts, and many rows are updated): each value where the scan found it. */
export function areListed({ node }: ParsedStatement, text: string, { places }: ValueRows): boolean {
  const tag = tagOf(node) ?? '';
  const statement = as(node, tag) ?? {};
  const source = as(statement.selectStmt, 'SelectStmt');
  const items = [
    statement.sourceRelation,
    ...['fromClause', 'usingClause'].flatMap((field) => listOf(statement[field])),
  ];
  return [source, ...[...items, ...listOf(source?.fromClause)].flatMap(valuesIn)].some((select) =>
    standAt(select?.valuesLists, text, places),
  );
}

/** The queries that are an item of FROM, or joined in it. */
function valuesIn(item: unknown): readonly (Struct | undefined)[] {
  const join = as(item, 'JoinExpr');
  if (join !== undefined) return [join.larg, join.rarg].flatMap(valuesIn);
  return [as(as(item, 'RangeSubselect')?.subquery, 'SelectStmt')];
}

function standAt(lists: unknown, text: string, places: ValueRows['places']): boolean {
  if (!Array.isArray(lists) || lists.length !== places.length) return false;
  const locations = byteOffsets(text, places);
  return lists.every((list, row) => {
    const items = as(list, 'List')?.items;
    const expected = locations[row] ?? [];
    return (
      Array.isArray(items) &&
      items.length === expected.length &&
      items.every((item, at) => valueLocation(item, plain) === expected[at])
    );
  });
}

/** Trees count in bytes of UTF-8. */
function byteOffsets(text: string, places: ValueRows['places']): ValueRows['places'] {
  let from = 0;
  let bytes = 0;
  return places.map((row) =>
    row.map((place) => {
      bytes += Buffer.byteLength(text.slice(from, place));
      from = place;
      return bytes;
    }),
  );
}

const plain: ReadonlySet<string> = new Set(['A_Const', 'ParamRef', 'SetToDefault']);

/** The statement with all its rows; null when something hung on those that were kept, or they were written anew. */
export function withAllRows(
  planned: PlannedStatement,
  text: string,
  rows: ValueRows,
  literals: Literals,
): PlannedStatement | null {
  const { start, keptEnd, end, hasParameters } = rows;
  const leftOut = { start, end: keptEnd, written: text.slice(start, end) };
  return putBack(planned, rows.reduced, [leftOut], {
    literals,
    standsAlone: (around) => !hasParameters || !around.includes('$'),
  });
}
