import { type Decimal, parseDecimal, printDecimal, rescale, trimDecimal } from './decimal.js';

/** The distance between the values that `bucket` and `round` leave. */
export interface Step {
  /** Without needless zeros. */
  readonly decimal: Decimal;
  readonly text: string;
  readonly number: number;
}

/** Which multiple of the step stands for a value: the one at or below it, or the nearest (halves away from zero). */
export type MultipleSide = 'lower' | 'nearest';

const stepLeast = 1e-9;
const stepMost = 1e15;
/** More digits than these a JavaScript number can't be trusted with. */
const digitsMax = 15;

/** A step out of an option: a number from 1e-9 to 1e15 of at most 15 digits, else null. */
export function readStep(option: unknown): Step | null {
  const isInRange = typeof option === 'number' && option >= stepLeast && option <= stepMost;
  const parsed = isInRange ? parseDecimal(String(option)) : null;
  if (parsed === null) return null;
  const decimal = trimDecimal(parsed);
  if (decimal.units.toString().replace(/0+$/, '').length > digitsMax) return null;
  return { decimal, text: printDecimal(decimal), number: Number(option) };
}

/** Is the step a multiple of `resolution`, and larger? Both are greater than zero. */
export function isCoarser(step: Decimal, resolution: Decimal): boolean {
  const scale = Math.max(step.scale, resolution.scale);
  const [wide, narrow] = [rescale(step, scale).units, rescale(resolution, scale).units];
  return wide > narrow && wide % narrow === 0n;
}
