import type { ColumnShape } from './column-shape.js';
import { type Decimal, parseDecimal, printDecimal, rescale } from './decimal.js';
import { type NumberRange, rangeOf } from './number-range.js';
import { call, cast, literal, operate } from './sql-expression.js';
import { isCoarser, type MultipleSide, type Step } from './step.js';

/** Integers and numerics, computed exactly: both twins count in decimals. */

/**
 * A numeric without precision holds up to 131072 digits before the point. Past this bound a value counts as the bound, so
 * that its multiple can't leave the type's range.
 */
const unlimitedDigits = 130_000;
const unlimitedBound = `1e${unlimitedDigits}`;

/** A step that is no multiple of the type's resolution could not be kept; one that is no larger would show every value. */
export function takesNumericStep(shape: ColumnShape, step: Step): boolean {
  if (shape.family !== 'integer' && shape.family !== 'numeric') return false;
  const range = rangeOf(shape);
  return range === null || isCoarser(step.decimal, range.resolution);
}

export function numericMultipleSql(column: string, shape: ColumnShape, side: MultipleSide, step: Step): string {
  const numeric = (text: string) => cast(literal(text), 'pg_catalog.numeric');
  const range = rangeOf(shape);
  const given = cast(column, 'pg_catalog.numeric');
  const value =
    range === null ? `LEAST(GREATEST(${given}, ${numeric(`-${unlimitedBound}`)}), ${numeric(unlimitedBound)})` : given;
  const size = numeric(step.text);
  const remainder = call('mod', value, size);
  const shift =
    side === 'lower'
      ? `CASE WHEN ${operate(remainder, '<', numeric('0'))} THEN ${numeric(`-${step.text}`)} ELSE ${numeric('0')} END`
      : `CASE WHEN ${operate(operate(call('abs', remainder), '*', numeric('2')), '>=', size)} ` +
        `THEN ${operate(call('sign', remainder), '*', size)} ELSE ${numeric('0')} END`;
  const multiple = call('round', operate(operate(value, '-', remainder), '+', shift), `${step.decimal.scale}`);
  const kept =
    range === null
      ? multiple
      : `LEAST(GREATEST(${multiple}, ${numeric(printDecimal(range.least))}), ${numeric(printDecimal(range.most))})`;
  // LEAST and GREATEST skip NULL and misjudge NaN, so these are dealt with first.
  const isAmount = operate(call('abs', given), '<', numeric('Infinity'));
  return `CASE WHEN ${isAmount} THEN ${kept} ELSE ${given} END`;
}

export function numericMultiple(text: string, shape: ColumnShape, side: MultipleSide, step: Step): string | null {
  if (shape.family === 'numeric' && /^(?:NaN|-?Infinity)$/.test(text)) return text;
  const value = parseDecimal(text);
  if (value === null || (shape.family === 'integer' && value.scale > 0)) return null;
  const range = rangeOf(shape);
  const multiple = multipleOf(
    range === null && text.length > unlimitedDigits ? withinBound(value) : value,
    side,
    step.decimal,
  );
  const kept = range === null ? multiple : clamp(multiple, range);
  return printDecimal(rescale(kept, Math.max(kept.scale, shape.scale ?? 0)));
}

function multipleOf(value: Decimal, side: MultipleSide, step: Decimal): Decimal {
  const scale = Math.max(value.scale, step.scale);
  const units = rescale(value, scale).units;
  const size = rescale(step, scale).units;
  const remainder = units % size;
  const multiple = (units - remainder) / size + shiftOf(remainder, size, side);
  return { units: multiple * step.units, scale: step.scale };
}

function shiftOf(remainder: bigint, size: bigint, side: MultipleSide): bigint {
  switch (side) {
    case 'lower':
      return remainder < 0n ? -1n : 0n;
    case 'nearest':
      if (remainder < 0n) return -2n * remainder >= size ? -1n : 0n;
      return 2n * remainder >= size ? 1n : 0n;
  }
}

function clamp(value: Decimal, { least, most }: NumberRange): Decimal {
  const scale = Math.max(value.scale, most.scale);
  const { units } = rescale(value, scale);
  if (units < rescale(least, scale).units) return least;
  return units > rescale(most, scale).units ? most : value;
}

function withinBound(value: Decimal): Decimal {
  const bound = 10n ** BigInt(unlimitedDigits);
  if (value.units > bound * 10n ** BigInt(value.scale)) return { units: bound, scale: 0 };
  return value.units < -bound * 10n ** BigInt(value.scale) ? { units: -bound, scale: 0 } : value;
}
