import { quoteLiteral } from '../quote.js';
import { isStruct, type Struct, textOf } from '../tree.js';
import type { NodePrinters } from './printer.js';

/** Constants and parameters. */
export const constantPrinters: NodePrinters = {
  A_Const: printConstant,
  ParamRef: ({ number }) => `$${Number(number ?? 0)}`,
  Integer: ({ ival }) => String(ival ?? 0),
  Float: ({ fval }) => String(fval),
  Boolean: ({ boolval }) => (boolval === true ? 'true' : 'false'),
  String: ({ sval }) => quoteLiteral(textOf(sval) ?? ''),
};

/** True for a constant that begins with a sign: `-1` is read as an operator and its operand where it is not alone. */
export function isNegative({ ival, fval }: Struct): boolean {
  if (isStruct(ival)) return Number(ival.ival ?? 0) < 0;
  return isStruct(fval) && String(fval.fval).startsWith('-');
}

function printConstant({ ival, fval, boolval, sval, bsval, isnull }: Struct): string {
  if (isnull === true) return 'NULL';
  if (isStruct(ival)) return String(ival.ival ?? 0);
  if (isStruct(fval)) return String(fval.fval);
  if (isStruct(boolval)) return boolval.boolval === true ? 'true' : 'false';
  if (isStruct(sval)) return quoteLiteral(textOf(sval.sval) ?? '');
  if (isStruct(bsval)) return printBits(textOf(bsval.bsval) ?? '');
  throw new Error('a constant has no value');
}

/** `b101` and `x1f`: the first character says which notation the rest is in. */
function printBits(bits: string): string {
  return `${bits.slice(0, 1)}'${bits.slice(1)}'`;
}
