import { dateMultiple, dateMultipleSql } from './date-multiple.js';
import { floatMultiple, floatMultipleSql } from './float-multiple.js';
import type { Mask } from './mask.js';
import { isIntegerBetween } from './mask-kind.js';
import { numericMultiple, numericMultipleSql, takesNumericStep } from './numeric-multiple.js';
import { shapedMask } from './shaped-mask.js';
import type { MultipleSide, Step } from './step.js';

const daysMax = 100_000;

/**
 * Numbers (and, for the lower side, dates in days) become a multiple of the step. Where that multiple lies outside the
 * type's range, the range's end stands for it. NaN and infinities are no amounts, and stay.
 */
export function multipleMask(name: string, side: MultipleSide, step: Step): Mask {
  return shapedMask({
    name,
    takes: (shape) =>
      shape.family === 'float' ||
      (shape.family === 'date' && side === 'lower' && isIntegerBetween(step.number, 2, daysMax)) ||
      takesNumericStep(shape, step),
    sql: (column, shape) => {
      if (shape.family === 'float') return floatMultipleSql(column, side, step);
      if (shape.family === 'date') return dateMultipleSql(column, step.number);
      return numericMultipleSql(column, shape, side, step);
    },
    apply: (value, shape) => {
      if (shape.family === 'float') return floatMultiple(value, shape.typname, side, step);
      if (shape.family === 'date') return dateMultiple(value, step.number);
      return numericMultiple(value, shape, side, step);
    },
  });
}
