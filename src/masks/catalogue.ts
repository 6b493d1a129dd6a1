import { bucketKind } from './bucket.js';
import { constantKind } from './constant.js';
import { emailKind } from './email.js';
import { hashIdKind } from './hash-id.js';
import { initialKind } from './initial.js';
import { ipPrefixKind } from './ip-prefix.js';
import { last4Kind } from './last4.js';
import type { ColumnType, Mask, MaskSpec } from './mask.js';
import type { MaskIssue, MaskKind } from './mask-kind.js';
import { monthKind } from './month.js';
import { nullKind } from './null.js';
import { partialKind } from './partial.js';
import { prefixKind } from './prefix.js';
import { pseudonymKind } from './pseudonym.js';
import { redactKind } from './redact.js';
import { roundKind } from './round.js';
import { scanKind } from './scan.js';
import { yearKind } from './year.js';

/** Every mask there is. A new one is a file and a line here. */
export const maskCatalogue: readonly MaskKind[] = [
  nullKind,
  constantKind,
  redactKind,
  partialKind,
  last4Kind,
  initialKind,
  emailKind,
  pseudonymKind,
  yearKind,
  monthKind,
  bucketKind,
  roundKind,
  prefixKind,
  ipPrefixKind,
  hashIdKind,
  scanKind,
];

/** The mask that a spec asks for, or what would be right. */
export function compileMask(spec: MaskSpec): Mask | MaskIssue {
  const kind = maskCatalogue.find(({ name }) => name === spec.name);
  if (kind !== undefined) return kind.fit(spec.options);
  const names = maskCatalogue
    .filter((one) => one !== scanKind)
    .map(({ name }) => `\`${name}\``)
    .join(', ');
  return { issue: spec.name === 'token' ? 'mask `token` is not available yet' : `no such mask; there are ${names}` };
}

/** What is wrong with a spec of a rule, or null. */
export function maskIssue(spec: MaskSpec): string | null {
  if (spec.name === scanKind.name) return 'is no mask of a rule: say `scan: true` of the field under `data`';
  const mask = compileMask(spec);
  return 'issue' in mask ? mask.issue : null;
}

/** May the mask stand on a column of that type? */
export const maskFits = (mask: Mask, type: ColumnType): boolean => mask.takes(type);
