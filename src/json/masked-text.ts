import { invariant } from '../base/index.js';
import type { MaskedScalar } from './plan.js';

/** What a mask gave, as JSON; undefined: nothing is written. */
export function maskedText(value: MaskedScalar): string | undefined {
  if (value === undefined) return undefined;
  // JSON.stringify writes a lone surrogate as an escape.
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  invariant(/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value.number), 'a masked number is a JSON number');
  return value.number;
}
