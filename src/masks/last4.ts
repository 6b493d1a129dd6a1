import { plainKind } from './mask-kind.js';
import { partialMask } from './partial.js';

/** The last four characters. A value of fewer than eight is masked whole. */
export const last4Kind = plainKind(
  'the last four characters, the rest filled',
  partialMask('last4', { first: 0, last: 4, fill: '*' }),
);
