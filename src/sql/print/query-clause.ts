import type { Struct } from '../tree.js';
import { structIn } from './fields.js';
import { printOperator } from './names.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';

/** What follows FROM and WHERE: sorting, grouping, locking. */
export const queryClausePrinters: NodePrinters = {
  SortBy: (sort, printer) => words(printer.print(sort.node), printDirection(sort), oneOf(nulls, sort.sortby_nulls)),
  GroupingSet: ({ kind, content }, printer) => {
    if (kind === 'GROUPING_SET_EMPTY') return '()';
    return `${oneOf(groupings, kind)} (${printer.list(content)})`;
  },
  LockingClause: ({ strength, lockedRels, waitPolicy }, printer) =>
    words(
      oneOf(strengths, strength),
      lockedRels !== undefined && `OF ${printer.list(lockedRels)}`,
      oneOf(waits, waitPolicy),
    ),
  IntoClause: (into, printer) => printInto(into, printer),
};

function printDirection({ sortby_dir, useOp }: Struct): string {
  if (sortby_dir === 'SORTBY_USING') return `USING ${printOperator(useOp)}`;
  return oneOf(directions, sortby_dir);
}

const directions = { SORTBY_DEFAULT: '', SORTBY_ASC: 'ASC', SORTBY_DESC: 'DESC' };
const nulls = { SORTBY_NULLS_DEFAULT: '', SORTBY_NULLS_FIRST: 'NULLS FIRST', SORTBY_NULLS_LAST: 'NULLS LAST' };
const groupings = {
  GROUPING_SET_ROLLUP: 'ROLLUP',
  GROUPING_SET_CUBE: 'CUBE',
  GROUPING_SET_SETS: 'GROUPING SETS',
};
const strengths = {
  LCS_FORUPDATE: 'FOR UPDATE',
  LCS_FORNOKEYUPDATE: 'FOR NO KEY UPDATE',
  LCS_FORSHARE: 'FOR SHARE',
  LCS_FORKEYSHARE: 'FOR KEY SHARE',
};
const waits = { LockWaitBlock: '', LockWaitSkip: 'SKIP LOCKED', LockWaitError: 'NOWAIT' };

/** The target of SELECT INTO. What CREATE TABLE AS can say besides is printed there. */
function printInto({ rel }: Struct, printer: Printer): string {
  const { relpersistence } = structIn(rel);
  return words(persistenceOf(relpersistence), 'TABLE', printer.bare('RangeVar', rel));
}

/** TEMPORARY, UNLOGGED or nothing. */
export function persistenceOf(relpersistence: unknown): string {
  return oneOf({ t: 'TEMPORARY', u: 'UNLOGGED', p: '' }, relpersistence);
}
