import { plainKind } from './mask-kind.js';
import { periodStartMask } from './period-start.js';

/** The first day of the month. */
export const monthKind = plainKind('the month: its first day', periodStartMask('month'));
