import { isStruct, type Struct } from '../tree.js';
import { structIn } from './fields.js';
import { printFilter } from './function-call.js';
import { printBehaviors, printForm, printOutput, printPassing } from './json-value.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';
import { printOver } from './window.js';

/** SQL/JSON's constructors, aggregates and query functions. PostgreSQL docs, 9.16. */
export const jsonFunctionPrinters: NodePrinters = {
  JsonFuncExpr: (call, printer) => {
    const isQuery = call.op === 'JSON_QUERY_OP';
    const inside = words(
      `${printer.bare('JsonValueExpr', call.context_item)}, ${printer.print(call.pathspec)}`,
      printPassing(call.passing, printer),
      printOutput(call.output, printer),
      isQuery && printForm(call),
      printBehaviors(call, printer),
    );
    return `${oneOf(queries, call.op)}(${inside})`;
  },
  JsonParseExpr: ({ expr, unique_keys }, printer) =>
    `JSON(${words(printer.bare('JsonValueExpr', expr), unique_keys === true && 'WITH UNIQUE KEYS')})`,
  JsonScalarExpr: ({ expr }, printer) => `JSON_SCALAR(${printer.print(expr)})`,
  JsonSerializeExpr: ({ expr, output }, printer) =>
    `JSON_SERIALIZE(${words(printer.bare('JsonValueExpr', expr), printOutput(output, printer))})`,
  JsonObjectConstructor: ({ exprs, absent_on_null, unique, output }, printer) => {
    const members = exprs === undefined ? '' : printer.list(exprs);
    const absent = absent_on_null === true && 'ABSENT ON NULL';
    return `JSON_OBJECT(${words(members, absent, unique === true && 'WITH UNIQUE KEYS', printOutput(output, printer))})`;
  },
  JsonArrayConstructor: ({ exprs, absent_on_null, output }, printer) => {
    const items = exprs === undefined ? '' : printer.list(exprs);
    return `JSON_ARRAY(${words(items, absent_on_null !== true && 'NULL ON NULL', printOutput(output, printer))})`;
  },
  JsonArrayQueryConstructor: ({ query, format, output }, printer) => {
    const form = isStruct(format) && printer.bare('JsonFormat', format);
    return `JSON_ARRAY(${words(printer.print(query), form, printOutput(output, printer))})`;
  },
  JsonObjectAgg: (aggregate, printer) =>
    printAggregate('JSON_OBJECTAGG', aggregate, printer, () => [
      printer.bare('JsonKeyValue', aggregate.arg),
      aggregate.absent_on_null === true && 'ABSENT ON NULL',
      aggregate.unique === true && 'WITH UNIQUE KEYS',
    ]),
  JsonArrayAgg: (aggregate, printer) =>
    printAggregate('JSON_ARRAYAGG', aggregate, printer, ({ agg_order }) => [
      printer.bare('JsonValueExpr', aggregate.arg),
      agg_order !== undefined && `ORDER BY ${printer.list(agg_order)}`,
      aggregate.absent_on_null !== true && 'NULL ON NULL',
    ]),
};

const queries = { JSON_QUERY_OP: 'JSON_QUERY', JSON_VALUE_OP: 'JSON_VALUE', JSON_EXISTS_OP: 'JSON_EXISTS' };

function printAggregate(
  name: string,
  { constructor: common }: Struct,
  printer: Printer,
  inside: (common: Struct) => readonly (string | false)[],
): string {
  const aggregate = structIn(common);
  return words(
    `${name}(${words(...inside(aggregate), printOutput(aggregate.output, printer))})`,
    printFilter(aggregate.agg_filter, printer),
    isStruct(aggregate.over) && printOver(aggregate.over, printer),
  );
}
