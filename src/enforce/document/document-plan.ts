import type { FieldEntry } from '../../datamap/index.js';
import {
  type DocumentPlan,
  isSingular,
  type KeysPlan,
  type MaskScalar,
  type RecordsFilter,
  type Treatment,
} from '../../json/index.js';
import type { MaskKeys } from '../../masks/index.js';
import { type FieldDecision, isLookedThrough, type ResourceDecision } from '../../policy/index.js';
import { type FieldTreatments, fieldPath, fieldPlans, recordsPath } from './field-plans.js';
import { memberAscii, memberMask } from './member-mask.js';
import type { RecordFilter } from './record-filter.js';
import { withoutCounts } from './without-counts.js';

/** What fields are shown by, beside what was decided of them. */
export interface ShownBy {
  readonly keys: MaskKeys;
  /** What becomes of addresses of the store. */
  readonly links: Treatment;
}

/** What comes out of a resource's document for one asker. */
export function documentPlan(
  decision: ResourceDecision,
  filter: Pick<RecordFilter, 'paths' | 'decide'> | null,
  recordsMax: number | null,
  shown: ShownBy,
): DocumentPlan {
  const { entry } = decision;
  return {
    records: [
      {
        path: recordsPath(entry.records),
        ...fieldPlans(entry.fields, shownAs(decision.fields, shown)),
        ...(filter === null ? {} : { filter: recordsFilter(filter) }),
      },
    ],
    ...fieldPlans(entry.envelope, around(decision, shown)),
    counts: 'records',
    names: entry.match === 'ci' ? 'folded' : 'exact',
    ...(recordsMax === null ? {} : { recordsMax }),
  };
}

function recordsFilter({ paths, decide }: Pick<RecordFilter, 'paths' | 'decide'>): RecordsFilter {
  return { reads: paths.map(fieldPath), ...(decide === null ? {} : { decide }) };
}

/** The document is one record: without it nothing is left. */
export function isOneRecord({ entry }: ResourceDecision): boolean {
  return isSingular(recordsPath(entry.records));
}

function shownAs(decisions: ReadonlyMap<string, FieldDecision>, { keys, links }: ShownBy): FieldTreatments {
  return {
    value: (path, entry) => {
      const treatment = treatmentOf(decisions.get(path) ?? withheld, entry, keys);
      if (entry.link === true && treatment.kind === 'pass') return links;
      // Whatever is in free text is looked through: texts within objects, and the names of their members.
      return isLookedThrough(decisions.get(path)) && treatment.kind === 'mask'
        ? { ...treatment, objects: 'each' }
        : treatment;
    },
    names: (path, entry) => memberNames(decisions.get(path) ?? withheld, entry, keys),
    within: (path, entry) => {
      const decision = decisions.get(path);
      return decision !== undefined && isLookedThrough(decision) ? memberNames(decision, entry, keys) : null;
    },
  };
}

function around({ envelope, rows }: ResourceDecision, by: ShownBy): FieldTreatments {
  const shown = shownAs(envelope, by);
  if (rows.length === 0) return shown;
  return { ...shown, value: (path, entry) => withoutCounts(shown.value(path, entry)) };
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
  // Said, not left out: an object around it may be shown with all that is in it.
  if (decision.kind === 'withhold') return () => undefined;
  if (decision.kind === 'pass') return 'pass';
  const mask: MaskScalar = memberMask(decision.mask, type ?? null, keys);
  return (name) => {
    const masked = mask(name, 'string');
    return typeof masked === 'string' ? masked : undefined;
  };
}
