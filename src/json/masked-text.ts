import { invariant } from '../base/index.js';
import type { MaskedScalar } from './plan.js';

/** What a mask gave, as JSON. */
export function maskedText(value: Exclude<MaskedScalar, undefined>): string {
  // JSON.stringify writes a lone surrogate as an escape.
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  invariant(/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value.number), 'a masked number is a JSON number');
  return value.number;
}
