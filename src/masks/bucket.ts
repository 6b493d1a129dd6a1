import { type MaskKind, readOptions } from './mask-kind.js';
import { multipleMask } from './multiple.js';
import { readStep } from './step.js';

/** The lower bound of the bucket that a number lies in: 149.90 in buckets of 50 is 100. Of a date: buckets of days. */
export const bucketKind: MaskKind = {
  name: 'bucket',
  summary: 'the lower bound of the bucket that a number, or a date in days, lies in',
  fit: (options) => {
    const step = readStep(typeof options === 'number' ? options : readOptions(options, ['size'])?.size);
    return step === null
      ? { issue: 'mask `bucket` takes the size of a bucket: a number from 1e-9 to 1e15' }
      : multipleMask('bucket', 'lower', step);
  },
};
