import { InvariantError } from '../../base/index.js';
import type { FieldEntry } from '../../datamap/index.js';
import {
  type DocumentPlan,
  type FieldPlan,
  isSingular,
  type JsonPath,
  type KeysPlan,
  type MaskScalar,
  parseFieldPath,
  parseJsonPath,
  type Treatment,
} from '../../json/index.js';
import type { MaskKeys } from '../../masks/index.js';
import type { FieldDecision, ResourceDecision } from '../../policy/index.js';
import { memberAscii, memberMask } from './member-mask.js';

/** What comes out of a resource's document for one asker. */
export function documentPlan(
  decision: ResourceDecision,
  reads: readonly string[] | null,
  recordsMax: number | null,
  keys: MaskKeys,
): DocumentPlan {
  const { entry } = decision;
  const records = jsonPath(parseJsonPath(entry.records));
  const inner = parts(entry.fields, decision.fields, keys);
  const outer = parts(entry.envelope, decision.envelope, keys);
  return {
    records: [
      {
        path: records,
        ...inner,
        ...(reads === null ? {} : { filter: { reads: reads.map((path) => jsonPath(parseFieldPath(path))) } }),
      },
    ],
    ...outer,
    names: entry.match === 'ci' ? 'folded' : 'exact',
    ...(recordsMax === null ? {} : { recordsMax }),
  };
}

/** The document is one record: without it nothing is left. */
export function isOneRecord({ entry }: ResourceDecision): boolean {
  return isSingular(jsonPath(parseJsonPath(entry.records)));
}

function parts(
  entries: ReadonlyMap<string, FieldEntry>,
  decisions: ReadonlyMap<string, FieldDecision>,
  keys: MaskKeys,
): { readonly fields: readonly FieldPlan[]; readonly keys: readonly KeysPlan[] } {
  const fields: FieldPlan[] = [];
  const names: KeysPlan[] = [];
  for (const [written, entry] of entries) {
    const path = jsonPath(parseFieldPath(written));
    const decision = decisions.get(written) ?? withheld;
    if (entry.keys === true) {
      if (decision.kind !== 'withhold') names.push({ path, names: memberNames(decision, entry, keys) });
    } else if (entry.decode !== undefined) {
      // Its members are fields of their own, below this one: they speak for themselves.
      const below = decodedParts(written, entries, decisions, keys);
      fields.push({ path, treatment: { kind: 'decode', encoding: entry.decode, plan: { records: [], ...below } } });
    } else if (!isInsideDecoded(written, entries)) fields.push({ path, treatment: treatmentOf(decision, entry, keys) });
  }
  return { fields, keys: names };
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
): KeysPlan['names'] {
  if (decision.kind === 'pass') return 'pass';
  if (decision.kind === 'withhold') return () => undefined;
  const mask: MaskScalar = memberMask(decision.mask, type ?? null, keys);
  return (name) => {
    const masked = mask(name, 'string');
    return typeof masked === 'string' ? masked : undefined;
  };
}

/** `payload.ssn` is within the document that the text `payload` holds. */
function decodedParts(
  outer: string,
  entries: ReadonlyMap<string, FieldEntry>,
  decisions: ReadonlyMap<string, FieldDecision>,
  keys: MaskKeys,
): { readonly fields: readonly FieldPlan[]; readonly keys: readonly KeysPlan[] } {
  const below = (path: string) => path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
  const cut = <T>(map: ReadonlyMap<string, T>) =>
    new Map(
      [...map]
        .filter(([path]) => below(path))
        .map(([path, value]) => [path.slice(outer.length).replace(/^\./, ''), value]),
    );
  return parts(cut(entries), cut(decisions), keys);
}

function isInsideDecoded(path: string, entries: ReadonlyMap<string, FieldEntry>): boolean {
  return [...entries].some(
    ([outer, { decode }]) => decode !== undefined && (path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)),
  );
}

function jsonPath(path: JsonPath | { readonly issue: string }): JsonPath {
  if ('issue' in path) throw new InvariantError('a path was checked when the configuration was read');
  return path;
}
