import { plainKind } from './mask-kind.js';
import { periodStartMask } from './period-start.js';

/** 1 January of the year. */
export const yearKind = plainKind('the year: its first day', periodStartMask('year'));
