import { parseFloatText, printFloat } from './float-text.js';
import { call, cast, literal, operate } from './sql-expression.js';
import type { MultipleSide, Step } from './step.js';

/**
 * Floats, in the same IEEE 754 steps in both twins. PostgreSQL raises on a quotient that overflows or underflows, so
 * neither is ever computed: beyond `hugeFloat` the numbers lie further apart than any step, and below one step no division
 * is needed.
 */
const hugeFloat = 1e290;

export function floatMultipleSql(column: string, side: MultipleSide, step: Step): string {
  const float = (text: string) => cast(literal(text), 'pg_catalog.float8');
  const value = cast(column, 'pg_catalog.float8');
  const size = call('abs', value);
  const [zero, width] = [float('0'), float(step.text)];
  const isNegative = operate(value, '<', zero);
  const quotient = operate(size, '/', width);
  const below = operate(call('floor', quotient), '*', width);
  const above = operate(call('ceil', quotient), '*', width);
  const nearest = operate(call('floor', operate(quotient, '+', float('0.5'))), '*', width);
  const signed = (ofNegative: string, ofPositive: string) =>
    `CASE WHEN ${isNegative} THEN ${operate(zero, '-', ofNegative)} ELSE ${ofPositive} END`;
  const small =
    side === 'lower'
      ? signed(width, zero)
      : `CASE WHEN ${operate(operate(size, '*', float('2')), '>=', width)} THEN ${signed(width, width)} ELSE ${zero} END`;
  const large = side === 'lower' ? signed(above, below) : signed(nearest, nearest);
  return (
    `CASE WHEN NOT ${operate(size, '<', float(String(hugeFloat)))} THEN ${value} ` +
    `WHEN ${operate(size, '<', width)} THEN ${small} WHEN ${value} IS NOT NULL THEN ${large} END`
  );
}

export function floatMultiple(text: string, typname: string, side: MultipleSide, step: Step): string | null {
  const type = typname === 'float4' ? 'float4' : 'float8';
  const narrow = type === 'float4' ? Math.fround : (number: number) => number;
  const parsed = parseFloatText(text);
  if (parsed === null) return null;
  const value = narrow(parsed);
  const size = Math.abs(value);
  if (!(size < hugeFloat)) return printFloat(value, type);
  const multiple = multipleOf(size, value < 0, side, step.number);
  return printFloat(narrow(value < 0 ? 0 - multiple : multiple), type);
}

/** The size of the multiple: of a negative value's lower multiple it is the next one up. */
function multipleOf(size: number, isNegative: boolean, side: MultipleSide, step: number): number {
  if (side === 'nearest') {
    if (size < step) return size * 2 >= step ? step : 0;
    return Math.floor(size / step + 0.5) * step;
  }
  if (size < step) return isNegative ? step : 0;
  return (isNegative ? Math.ceil(size / step) : Math.floor(size / step)) * step;
}
