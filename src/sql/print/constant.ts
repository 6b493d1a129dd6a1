import { quoteLiteral } from '../quote.js';
import { isStruct, type Struct } from '../tree.js';
import { numberIn, textIn } from './fields.js';
import type { NodePrinters } from './printer.js';

/** Constants and parameters. */
export const constantPrinters: NodePrinters = {
  A_Const: printConstant,
  ParamRef: ({ number }) => `$${numberIn(number)}`,
  Integer: ({ ival }) => String(numberIn(ival)),
  Float: ({ fval }) => String(fval),
  String: ({ sval }) => quoteLiteral(textIn(sval)),
};

/** True for a constant that begins with a sign: `-1` is read as an operator and its operand where it is not alone. */
export function isNegative({ ival, fval }: Struct): boolean {
  if (isStruct(ival)) return numberIn(ival.ival) < 0;
  return isStruct(fval) && String(fval.fval).startsWith('-');
}

function printConstant({ ival, fval, boolval, sval, bsval, isnull }: Struct): string {
  if (isnull === true) return 'NULL';
  if (isStruct(ival)) return String(numberIn(ival.ival));
  if (isStruct(fval)) return String(fval.fval);
  if (isStruct(boolval)) return boolval.boolval === true ? 'true' : 'false';
  if (isStruct(sval)) return quoteLiteral(textIn(sval.sval));
  if (isStruct(bsval)) return printBits(textIn(bsval.bsval));
  throw new Error('a constant has no value');
}

/** `b101` and `x1f`: the first character says which notation the rest is in. */
function printBits(bits: string): string {
  return `${bits.slice(0, 1)}'${bits.slice(1)}'`;
}
