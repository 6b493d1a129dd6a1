import { isStruct, type Struct } from '../tree.js';
import { numberIn } from './fields.js';
import { printName } from './names.js';
import { type NodePrinters, type Printer, words } from './printer.js';

/** Window definitions, as WINDOW has them. */
export const windowPrinters: NodePrinters = {
  WindowDef: (window, printer) => `${printName(window.name)} AS ${printSpecification(window, printer)}`,
};

/** The OVER clause of a call: `OVER w` names a window, `OVER (w …)` makes one out of it. */
export function printOver(window: Struct, printer: Printer): string {
  return `OVER ${window.name === undefined ? printSpecification(window, printer) : printName(window.name)}`;
}

function printSpecification(window: Struct, printer: Printer): string {
  const { refname, partitionClause, orderClause } = window;
  const inside = words(
    refname !== undefined && printName(refname),
    partitionClause !== undefined && `PARTITION BY ${printer.list(partitionClause)}`,
    orderClause !== undefined && `ORDER BY ${printer.list(orderClause)}`,
    printFrame(window, printer),
  );
  return `(${inside})`;
}

/** Bits of WindowDef.frameOptions: src/include/nodes/parsenodes.h. The end of a frame has the start's bits, shifted by one. */
const frame = {
  nonDefault: 0x1,
  range: 0x2,
  rows: 0x4,
  groups: 0x8,
  between: 0x10,
  unboundedPreceding: 0x20,
  unboundedFollowing: 0x80,
  currentRow: 0x200,
  offsetPreceding: 0x800,
  offsetFollowing: 0x2000,
  excludeCurrentRow: 0x8000,
  excludeGroup: 0x10000,
  excludeTies: 0x20000,
};

function printFrame({ frameOptions, startOffset, endOffset }: Struct, printer: Printer): string {
  const options = numberIn(frameOptions);
  if ((options & frame.nonDefault) === 0) return '';
  const mode = wordFor(options, [
    [frame.range, 'RANGE'],
    [frame.rows, 'ROWS'],
    [frame.groups, 'GROUPS'],
  ]);
  const start = printBound(options, startOffset, printer);
  const between = (options & frame.between) !== 0;
  const extent = between ? `BETWEEN ${start} AND ${printBound(options >> 1, endOffset, printer)}` : start;
  const exclusion = wordFor(options, [
    [frame.excludeCurrentRow, 'EXCLUDE CURRENT ROW'],
    [frame.excludeGroup, 'EXCLUDE GROUP'],
    [frame.excludeTies, 'EXCLUDE TIES'],
  ]);
  return words(mode, extent, exclusion);
}

function printBound(options: number, offset: unknown, printer: Printer): string {
  const bound = wordFor(options, [
    [frame.unboundedPreceding, 'UNBOUNDED PRECEDING'],
    [frame.unboundedFollowing, 'UNBOUNDED FOLLOWING'],
    [frame.currentRow, 'CURRENT ROW'],
    [frame.offsetPreceding, 'PRECEDING'],
    [frame.offsetFollowing, 'FOLLOWING'],
  ]);
  return isStruct(offset) ? `${printer.operand(offset)} ${bound}` : bound;
}

function wordFor(options: number, table: readonly (readonly [number, string])[]): string {
  return table.find(([bit]) => (options & bit) !== 0)?.[1] ?? '';
}
