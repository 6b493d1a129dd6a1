import { printName } from './names.js';
import { printOptions } from './options.js';
import { type NodePrinters, words } from './printer.js';

/** Statements around a query: PREPARE, EXECUTE, DECLARE, EXPLAIN, CALL. */
export const preparedPrinters: NodePrinters = {
  PrepareStmt: ({ name, argtypes, query }, printer) =>
    words(
      `PREPARE ${printName(name)}`,
      argtypes !== undefined && `(${printer.list(argtypes)})`,
      `AS ${printer.print(query)}`,
    ),
  ExecuteStmt: ({ name, params }, printer) =>
    words(`EXECUTE ${printName(name)}`, params !== undefined && `(${printer.list(params)})`),
  DeclareCursorStmt: ({ portalname, options, query }, printer) => {
    const bits = numberIn(options);
    const sensitivity = cursorOptions.filter(([bit]) => (bits & bit) !== 0).map(([, word]) => word);
    return words(
      `DECLARE ${printName(portalname)}`,
      ...sensitivity,
      'CURSOR',
      (bits & withHold) !== 0 && 'WITH HOLD',
      `FOR ${printer.print(query)}`,
    );
  },
  ExplainStmt: ({ options, query }, printer) => words('EXPLAIN', printOptions(options, printer), printer.print(query)),
  CallStmt: ({ funccall }, printer) => `CALL ${printer.bare('FuncCall', funccall)}`,
};

/** Bits of DeclareCursorStmt.options: src/include/nodes/parsenodes.h. */
const cursorOptions: readonly (readonly [number, string])[] = [
  [0x1, 'BINARY'],
  [0x2, 'SCROLL'],
  [0x4, 'NO SCROLL'],
  [0x8, 'INSENSITIVE'],
  [0x10, 'ASENSITIVE'],
];

const withHold = 0x20;

import { numberIn } from './fields.js';
