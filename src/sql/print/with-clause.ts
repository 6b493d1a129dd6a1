import { as, isStruct, listOf, type Struct, type TreeNode } from '../tree.js';
import { structIn } from './fields.js';
import { printName, printNameList, printQualifiedName } from './names.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';

/** WITH. PostgreSQL docs, 7.8. */
export const withPrinters: NodePrinters = {
  WithClause: ({ recursive, ctes }, printer) => `WITH ${recursive === true ? 'RECURSIVE ' : ''}${printer.list(ctes)}`,
  CommonTableExpr: ({ ctename, aliascolnames, ctematerialized, ctequery, search_clause, cycle_clause }, printer) =>
    words(
      `${printName(ctename)}${printNameList(aliascolnames)} AS`,
      oneOf(materializations, ctematerialized),
      `(${printer.print(ctequery)})`,
      isStruct(search_clause) && printSearch(search_clause),
      isStruct(cycle_clause) && printCycle(cycle_clause, printer),
    ),
};

const materializations = {
  CTEMaterializeDefault: '',
  CTEMaterializeAlways: 'MATERIALIZED',
  CTEMaterializeNever: 'NOT MATERIALIZED',
};

function printSearch({ search_breadth_first, search_col_list, search_seq_column }: Struct): string {
  const order = search_breadth_first === true ? 'BREADTH' : 'DEPTH';
  return `SEARCH ${order} FIRST BY ${printColumns(search_col_list)} SET ${printName(search_seq_column)}`;
}

function printCycle(cycle: Struct, printer: Printer): string {
  const { cycle_col_list, cycle_mark_column, cycle_mark_value, cycle_mark_default, cycle_path_column } = cycle;
  return words(
    `CYCLE ${printColumns(cycle_col_list)} SET ${printName(cycle_mark_column)}`,
    `TO ${printMark(cycle_mark_value, printer)} DEFAULT ${printMark(cycle_mark_default, printer)}`,
    `USING ${printName(cycle_path_column)}`,
  );
}

/** A constant, or a constant of a type, which here has to be written `type 'text'`. */
function printMark(node: unknown, printer: Printer): string {
  const cast = as(node, 'TypeCast');
  if (cast === undefined) return printer.print(node);
  const { names, typmods } = structIn(cast.typeName);
  const modifiers = typmods === undefined ? '' : `(${printer.list(typmods)})`;
  return `${printQualifiedName(names)}${modifiers} ${printer.print(cast.arg)}`;
}

/** Names between commas, without parentheses. */
function printColumns(columns: unknown): string {
  return listOf(columns)
    .map((column: TreeNode) => printQualifiedName([column]))
    .join(', ');
}
