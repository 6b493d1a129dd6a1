import { listOf } from '../tree.js';
import { numberIn } from './fields.js';
import { type NodePrinters, oneOf, words } from './printer.js';

/** Expressions that stand between words of their own: CASE, ARRAY, ROW, COALESCE … */
export const constructorPrinters: NodePrinters = {
  A_ArrayExpr: ({ elements }, printer) => `ARRAY[${printer.list(elements)}]`,
  RowExpr: ({ row_format, args }, printer) =>
    `${row_format === 'COERCE_IMPLICIT_CAST' ? '' : 'ROW'}(${printer.list(args)})`,
  CaseExpr: ({ arg, args, defresult }, printer) =>
    words(
      'CASE',
      arg !== undefined && printer.print(arg),
      listOf(args)
        .map((when) => printer.print(when))
        .join(' '),
      defresult !== undefined && `ELSE ${printer.print(defresult)}`,
      'END',
    ),
  CaseWhen: ({ expr, result }, printer) => `WHEN ${printer.print(expr)} THEN ${printer.print(result)}`,
  CoalesceExpr: ({ args }, printer) => `COALESCE(${printer.list(args)})`,
  MinMaxExpr: ({ op, args }, printer) => `${oneOf(minMax, op)}(${printer.list(args)})`,
  GroupingFunc: ({ args }, printer) => `GROUPING(${printer.list(args)})`,
  MergeSupportFunc: () => 'MERGE_ACTION()',
  SetToDefault: () => 'DEFAULT',
  SQLValueFunction: ({ op, typmod }) => {
    const word = oneOf(valueFunctions, op);
    return String(op).endsWith('_N') ? `${word}(${numberIn(typmod)})` : word;
  },
};

const minMax = { IS_GREATEST: 'GREATEST', IS_LEAST: 'LEAST' };

const valueFunctions = {
  SVFOP_CURRENT_DATE: 'CURRENT_DATE',
  SVFOP_CURRENT_TIME: 'CURRENT_TIME',
  SVFOP_CURRENT_TIME_N: 'CURRENT_TIME',
  SVFOP_CURRENT_TIMESTAMP: 'CURRENT_TIMESTAMP',
  SVFOP_CURRENT_TIMESTAMP_N: 'CURRENT_TIMESTAMP',
  SVFOP_LOCALTIME: 'LOCALTIME',
  SVFOP_LOCALTIME_N: 'LOCALTIME',
  SVFOP_LOCALTIMESTAMP: 'LOCALTIMESTAMP',
  SVFOP_LOCALTIMESTAMP_N: 'LOCALTIMESTAMP',
  SVFOP_CURRENT_ROLE: 'CURRENT_ROLE',
  SVFOP_CURRENT_USER: 'CURRENT_USER',
  SVFOP_USER: 'USER',
  SVFOP_SESSION_USER: 'SESSION_USER',
  SVFOP_CURRENT_CATALOG: 'CURRENT_CATALOG',
  SVFOP_CURRENT_SCHEMA: 'CURRENT_SCHEMA',
};
