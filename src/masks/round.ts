import { type MaskKind, readOptions } from './mask-kind.js';
import { multipleMask } from './multiple.js';
import { readStep } from './step.js';

/** The nearest multiple, halves away from zero: 149.90 rounded to 100 is 100, and 150 is 200. */
export const roundKind: MaskKind = {
  name: 'round',
  summary: 'the nearest multiple of a number',
  fit: (options) => {
    const step = readStep(typeof options === 'number' ? options : readOptions(options, ['to'])?.to);
    return step === null
      ? { issue: 'mask `round` takes what to round to a multiple of: a number from 1e-9 to 1e15' }
      : multipleMask('round', 'nearest', step);
  },
};
