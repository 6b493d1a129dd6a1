import { isStruct, listOf, type Struct } from '../tree.js';
import { overridings, printInsertedColumns } from './insert.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';
import { printAssignments } from './update.js';

/** MERGE. */
export const mergePrinters: NodePrinters = {
  MergeStmt: (merge, printer) =>
    words(
      isStruct(merge.withClause) && printer.bare('WithClause', merge.withClause),
      `MERGE INTO ${printer.bare('RangeVar', merge.relation)}`,
      `USING ${printer.print(merge.sourceRelation)}`,
      `ON ${printer.print(merge.joinCondition)}`,
      listOf(merge.mergeWhenClauses)
        .map((when) => printer.print(when))
        .join(' '),
      isStruct(merge.returningClause) && printer.bare('ReturningClause', merge.returningClause),
    ),
  MergeWhenClause: (when, printer) =>
    words(
      oneOf(matches, when.matchKind),
      when.condition !== undefined && `AND ${printer.print(when.condition)}`,
      `THEN ${printAction(when, printer)}`,
    ),
};

const matches = {
  MERGE_WHEN_MATCHED: 'WHEN MATCHED',
  MERGE_WHEN_NOT_MATCHED_BY_SOURCE: 'WHEN NOT MATCHED BY SOURCE',
  // Not with BY TARGET, which versions before 17 don't know.
  MERGE_WHEN_NOT_MATCHED_BY_TARGET: 'WHEN NOT MATCHED',
};

function printAction({ commandType, targetList, override, values }: Struct, printer: Printer): string {
  if (commandType === 'CMD_NOTHING') return 'DO NOTHING';
  if (commandType === 'CMD_DELETE') return 'DELETE';
  if (commandType === 'CMD_UPDATE') return `UPDATE SET ${printAssignments(targetList, printer)}`;
  return words(
    'INSERT',
    targetList !== undefined && printInsertedColumns(targetList, printer),
    oneOf(overridings, override),
    values === undefined ? 'DEFAULT VALUES' : `VALUES (${printer.list(values)})`,
  );
}
