import type { FieldEntry } from '../../datamap/index.js';
import { type DocumentPlan, isSingular, type KeysPlan, type MaskScalar, type Treatment } from '../../json/index.js';
import type { MaskKeys } from '../../masks/index.js';
import type { FieldDecision, ResourceDecision } from '../../policy/index.js';
import { type FieldTreatments, fieldPath, fieldPlans, recordsPath } from './field-plans.js';
import { memberAscii, memberMask } from './member-mask.js';
import { withoutCounts } from './without-counts.js';

/** What comes out of a resource's document for one asker. */
export function documentPlan(
  decision: ResourceDecision,
  reads: readonly string[] | null,
  recordsMax: number | null,
  keys: MaskKeys,
): DocumentPlan {
  const { entry } = decision;
  return {
    records: [
      {
        path: recordsPath(entry.records),
        ...fieldPlans(entry.fields, shownAs(decision.fields, keys)),
        ...(reads === null ? {} : { filter: { reads: reads.map(fieldPath) } }),
      },
    ],
    ...fieldPlans(entry.envelope, around(decision, keys)),
    counts: 'records',
    names: entry.match === 'ci' ? 'folded' : 'exact',
    ...(recordsMax === null ? {} : { recordsMax }),
  };
}

/** The document is one record: without it nothing is left. */
export function isOneRecord({ entry }: ResourceDecision): boolean {
  return isSingular(recordsPath(entry.records));
}

function shownAs(decisions: ReadonlyMap<string, FieldDecision>, keys: MaskKeys): FieldTreatments {
  return {
    value: (path, entry) => treatmentOf(decisions.get(path) ?? withheld, entry, keys),
    names: (path, entry) => memberNames(decisions.get(path) ?? withheld, entry, keys),
  };
}

function around({ envelope, rows }: ResourceDecision, keys: MaskKeys): FieldTreatments {
  const shown = shownAs(envelope, keys);
  if (rows.length === 0) return shown;
  return {
    ...shown,
    value: (path, entry) => {
      const treatment = shown.value(path, entry);
      return treatment.kind === 'pass' ? withoutCounts : treatment;
    },
  };
}

const withheld = { kind: 'withhold' } as const;

/** What becomes of a member's value. */
export function treatmentOf(
  decision: FieldDecision | typeof withheld,
  { type }: Pick<FieldEntry, 'type'>,
  keys: MaskKeys,
): Treatment {
  if (decision.kind !== 'mask') return { kind: decision.kind };
  const ascii = memberAscii(decision.mask, type ?? null);
  const mask = memberMask(decision.mask, type ?? null, keys);
  return { kind: 'mask', mask, ...(ascii === null ? {} : { ascii }) };
}

function memberNames(
  decision: FieldDecision | typeof withheld,
  { type }: FieldEntry,
  keys: MaskKeys,
): KeysPlan['names'] | null {
  if (decision.kind === 'withhold') return null;
  if (decision.kind === 'pass') return 'pass';
  const mask: MaskScalar = memberMask(decision.mask, type ?? null, keys);
  return (name) => {
    const masked = mask(name, 'string');
    return typeof masked === 'string' ? masked : undefined;
  };
}
