import { as, isStruct, listOf, type Struct } from '../tree.js';
import { nodeIn } from './fields.js';
import { printName } from './names.js';
import { clause, type NodePrinters, oneOf, type Printer, words } from './printer.js';

/** Queries. PostgreSQL docs, SELECT. */
export const selectPrinters: NodePrinters = {
  SelectStmt: (select, printer) =>
    words(
      isStruct(select.withClause) && printer.bare('WithClause', select.withClause),
      printBody(select, printer),
      clause('ORDER BY', select.sortClause, printer.list),
      printLimit(select, printer),
      clause('OFFSET', select.limitOffset, printer.operand),
      listOf(select.lockingClause)
        .map((locking) => printer.print(locking))
        .join(' '),
    ),
};

function printBody(select: Struct, printer: Printer): string {
  if (select.valuesLists !== undefined) return `VALUES ${printRows(select.valuesLists, printer)}`;
  return select.op === 'SETOP_NONE' ? printPlain(select, printer) : printSetOperation(select, printer);
}

function printRows(rows: unknown, printer: Printer): string {
  return listOf(rows)
    .map((row) => `(${printer.list(as(row, 'List')?.items)})`)
    .join(', ');
}

function printPlain(select: Struct, printer: Printer): string {
  const { targetList, intoClause, fromClause, whereClause, groupClause, havingClause, windowClause } = select;
  return words(
    'SELECT',
    printDistinct(select, printer),
    targetList !== undefined && printTargets(targetList, printer),
    isStruct(intoClause) && `INTO ${printer.bare('IntoClause', intoClause)}`,
    clause('FROM', fromClause, printer.list),
    clause('WHERE', whereClause, printer.print),
    clause(select.groupDistinct === true ? 'GROUP BY DISTINCT' : 'GROUP BY', groupClause, printer.list),
    clause('HAVING', havingClause, printer.print),
    clause('WINDOW', windowClause, printer.list),
  );
}

/** A list that holds nothing is DISTINCT over all columns. */
function printDistinct({ distinctClause }: Struct, printer: Printer): string {
  const [first] = listOf(distinctClause);
  if (first === undefined) return '';
  return Object.keys(first).length === 0 ? 'DISTINCT' : `DISTINCT ON (${printer.list(distinctClause)})`;
}

/** Output columns, also those of RETURNING. */
export function printTargets(targets: unknown, printer: Printer): string {
  return listOf(targets)
    .map((node) => {
      const { name, val } = nodeIn(node, 'ResTarget');
      return name === undefined ? printer.print(val) : `${printer.print(val)} AS ${printName(name)}`;
    })
    .join(', ');
}

const operations = { SETOP_UNION: 'UNION', SETOP_INTERSECT: 'INTERSECT', SETOP_EXCEPT: 'EXCEPT' };

function printSetOperation(select: Struct, printer: Printer): string {
  const word = oneOf(operations, select.op);
  const right = select.rarg as Struct;
  const printed = printer.bare('SelectStmt', right);
  return words(
    printLeft(select, printer),
    word,
    select.all === true && 'ALL',
    isSimple(right) ? printed : `(${printed})`,
  );
}

/** UNION and EXCEPT associate to the left, and so does INTERSECT, which binds tighter: such a chain is printed flat. */
function printLeft({ op, larg }: Struct, printer: Printer): string {
  const left = larg as Struct;
  const chained = hasNoTail(left) && (left.op === 'SETOP_INTERSECT') === (op === 'SETOP_INTERSECT');
  const printed = printer.bare('SelectStmt', left);
  return isSimple(left) || chained ? printed : `(${printed})`;
}

function isSimple(select: Struct): boolean {
  return select.op === 'SETOP_NONE' && hasNoTail(select);
}

function hasNoTail({ withClause, sortClause, limitCount, limitOffset, lockingClause }: Struct): boolean {
  return (
    withClause === undefined &&
    sortClause === undefined &&
    limitCount === undefined &&
    limitOffset === undefined &&
    lockingClause === undefined
  );
}

function printLimit({ limitCount, limitOption }: Struct, printer: Printer): string {
  if (limitCount === undefined) return '';
  if (limitOption === 'LIMIT_OPTION_WITH_TIES') return `FETCH FIRST (${printer.print(limitCount)}) ROWS WITH TIES`;
  return `LIMIT ${printer.print(limitCount)}`;
}
