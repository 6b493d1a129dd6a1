import type { ColumnShape } from './column-shape.js';
import type { Decimal } from './decimal.js';

/** What an integer or numeric type can hold. All three have the scale that the type prints. */
export interface NumberRange {
  readonly least: Decimal;
  readonly most: Decimal;
  /** The smallest difference between two values. */
  readonly resolution: Decimal;
}

const integerBits: Readonly<Record<string, bigint>> = { int2: 16n, int4: 32n, int8: 64n };

/** Null for a numeric without precision, which has no useful bounds. */
export function rangeOf({ typname, precision, scale }: ColumnShape): NumberRange | null {
  const bits = integerBits[typname];
  if (bits !== undefined) {
    const half = 1n << (bits - 1n);
    return { least: whole(-half), most: whole(half - 1n), resolution: whole(1n) };
  }
  if (precision === null || scale === null) return null;
  const unit = 10n ** BigInt(Math.max(-scale, 0));
  const most = (10n ** BigInt(precision) - 1n) * unit;
  const at = (units: bigint): Decimal => ({ units, scale: Math.max(scale, 0) });
  return { least: at(-most), most: at(most), resolution: at(unit) };
}

const whole = (units: bigint): Decimal => ({ units, scale: 0 });
