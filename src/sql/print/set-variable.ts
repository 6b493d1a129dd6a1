import { as, listOf, type Struct } from '../tree.js';
import { nodeIn, numberIn, structIn, textIn } from './fields.js';
import { printName } from './names.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';

/** SET and RESET. */
export const setVariablePrinters: NodePrinters = {
  VariableSetStmt: (set, printer) => {
    if (set.kind === 'VAR_RESET_ALL') return 'RESET ALL';
    if (set.kind === 'VAR_RESET') return `RESET ${printVariable(set)}`;
    return words('SET', set.is_local === true && 'LOCAL', printSetting(set, printer));
  },
};

function printSetting(set: Struct, printer: Printer): string {
  switch (set.kind) {
    case 'VAR_SET_CURRENT':
      return `${printVariable(set)} FROM CURRENT`;
    case 'VAR_SET_MULTI':
      return printTransaction(set, printer);
    // The standard's own forms are marked in the tree.
    case 'VAR_SET_DEFAULT':
      return set.jumble_args === true ? 'TIME ZONE DEFAULT' : `${printVariable(set)} TO DEFAULT`;
    default:
      return set.jumble_args === true
        ? printStandard(set, printer)
        : `${printVariable(set)} TO ${printer.list(set.args)}`;
  }
}

/** A variable's name; the tree has its parts joined by dots. */
function printVariable({ name }: Struct): string {
  return textIn(name).split('.').map(printName).join('.');
}

function printStandard({ name, args }: Struct, printer: Printer): string {
  const [value] = listOf(args);
  if (name === 'xmloption')
    return `XML OPTION ${oneOf({ DOCUMENT: 'DOCUMENT', CONTENT: 'CONTENT' }, constantText(value))}`;
  const cast = as(value, 'TypeCast');
  return `TIME ZONE ${cast === undefined ? printer.print(value) : printInterval(cast, printer)}`;
}

/** By typmod: INTERVAL_MASK in src/include/utils/timestamp.h. The grammar takes no other fields for a time zone. */
const intervalFields = { 1024: 'HOUR', 3072: 'HOUR TO MINUTE' };

function printInterval({ arg, typeName }: Struct, printer: Printer): string {
  const [fields, precision] = listOf(structIn(typeName).typmods);
  const text = printer.print(arg);
  if (fields === undefined) return `INTERVAL ${text}`;
  if (precision !== undefined) return `INTERVAL(${printer.print(precision)}) ${text}`;
  return `INTERVAL ${text} ${oneOf(intervalFields, constantNumber(fields))}`;
}

function printTransaction({ name, args }: Struct, printer: Printer): string {
  if (name === 'TRANSACTION SNAPSHOT') return `TRANSACTION SNAPSHOT ${printer.list(args)}`;
  const characteristics = name === 'SESSION CHARACTERISTICS' ? 'SESSION CHARACTERISTICS AS ' : '';
  return `${characteristics}TRANSACTION ${printTransactionModes(args)}`;
}

/** The modes of SET TRANSACTION, BEGIN and START TRANSACTION, between commas. */
export function printTransactionModes(modes: unknown): string {
  const texts = listOf(modes).map((node) => {
    const { defname, arg } = nodeIn(node, 'DefElem');
    if (defname === 'transaction_isolation') return oneOf(isolations, constantText(arg));
    return oneOf(modeWords, `${String(defname)} ${constantNumber(arg)}`);
  });
  return texts.join(', ');
}

const isolations = {
  serializable: 'ISOLATION LEVEL SERIALIZABLE',
  'repeatable read': 'ISOLATION LEVEL REPEATABLE READ',
  'read committed': 'ISOLATION LEVEL READ COMMITTED',
  'read uncommitted': 'ISOLATION LEVEL READ UNCOMMITTED',
};

const modeWords = {
  'transaction_read_only 1': 'READ ONLY',
  'transaction_read_only 0': 'READ WRITE',
  'transaction_deferrable 1': 'DEFERRABLE',
  'transaction_deferrable 0': 'NOT DEFERRABLE',
};

function constantText(constant: unknown): string {
  return textIn(structIn(nodeIn(constant, 'A_Const').sval).sval);
}

function constantNumber(constant: unknown): number {
  return numberIn(structIn(nodeIn(constant, 'A_Const').ival).ival);
}
