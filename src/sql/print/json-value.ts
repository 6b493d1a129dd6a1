import { isStruct, type Struct } from '../tree.js';
import { structIn } from './fields.js';
import { printName } from './names.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';

/** The parts that SQL/JSON's functions are made of. PostgreSQL docs, 9.16. */
export const jsonValuePrinters: NodePrinters = {
  JsonValueExpr: ({ raw_expr, format }, printer) => words(printer.print(raw_expr), printer.bare('JsonFormat', format)),
  JsonFormat: ({ format_type, encoding }) => {
    if (format_type === 'JS_FORMAT_DEFAULT') return '';
    return words('FORMAT JSON', oneOf(encodings, encoding));
  },
  JsonOutput: ({ typeName, returning }, printer) => {
    const { format } = structIn(returning);
    return words(`RETURNING ${printer.bare('TypeName', typeName)}`, printer.bare('JsonFormat', format));
  },
  JsonKeyValue: ({ key, value }, printer) => `${printer.operand(key)} : ${printer.bare('JsonValueExpr', value)}`,
  JsonArgument: ({ val, name }, printer) => `${printer.bare('JsonValueExpr', val)} AS ${printName(name)}`,
  JsonBehavior: ({ btype, expr }, printer) =>
    btype === 'JSON_BEHAVIOR_DEFAULT' ? `DEFAULT ${printer.print(expr)}` : oneOf(behaviors, btype),
  JsonIsPredicate: ({ expr, item_type, unique_keys }, printer) =>
    words(`${printer.operand(expr)} IS JSON`, oneOf(itemTypes, item_type), unique_keys === true && 'WITH UNIQUE KEYS'),
};

const encodings = {
  JS_ENC_DEFAULT: '',
  JS_ENC_UTF8: 'ENCODING UTF8',
  JS_ENC_UTF16: 'ENCODING UTF16',
  JS_ENC_UTF32: 'ENCODING UTF32',
};

const behaviors = {
  JSON_BEHAVIOR_NULL: 'NULL',
  JSON_BEHAVIOR_ERROR: 'ERROR',
  JSON_BEHAVIOR_TRUE: 'TRUE',
  JSON_BEHAVIOR_FALSE: 'FALSE',
  JSON_BEHAVIOR_UNKNOWN: 'UNKNOWN',
  JSON_BEHAVIOR_EMPTY_ARRAY: 'EMPTY ARRAY',
  JSON_BEHAVIOR_EMPTY_OBJECT: 'EMPTY OBJECT',
};

const itemTypes = {
  JS_TYPE_ANY: '',
  JS_TYPE_OBJECT: 'OBJECT',
  JS_TYPE_ARRAY: 'ARRAY',
  JS_TYPE_SCALAR: 'SCALAR',
};

const wrappers = {
  JSW_UNSPEC: '',
  JSW_NONE: 'WITHOUT WRAPPER',
  JSW_CONDITIONAL: 'WITH CONDITIONAL WRAPPER',
  JSW_UNCONDITIONAL: 'WITH UNCONDITIONAL WRAPPER',
};

const quotes = { JS_QUOTES_UNSPEC: '', JS_QUOTES_KEEP: 'KEEP QUOTES', JS_QUOTES_OMIT: 'OMIT QUOTES' };

/** What JSON_QUERY and a column of JSON_TABLE say of the form of a result. */
export function printForm({ wrapper, quotes: quoting }: Struct): string {
  return words(oneOf(wrappers, wrapper), oneOf(quotes, quoting));
}

/** ON EMPTY and ON ERROR. */
export function printBehaviors({ on_empty, on_error }: Struct, printer: Printer): string {
  return words(
    isStruct(on_empty) && `${printer.bare('JsonBehavior', on_empty)} ON EMPTY`,
    isStruct(on_error) && `${printer.bare('JsonBehavior', on_error)} ON ERROR`,
  );
}

/** RETURNING; nothing for an absent one. */
export function printOutput(output: unknown, printer: Printer): string {
  return output === undefined ? '' : printer.bare('JsonOutput', output);
}

/** PASSING; nothing for an absent one. */
export function printPassing(passing: unknown, printer: Printer): string {
  return passing === undefined ? '' : `PASSING ${printer.list(passing)}`;
}
