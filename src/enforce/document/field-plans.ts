import { InvariantError } from '../../base/index.js';
import type { FieldEntry } from '../../datamap/index.js';
import {
  type FieldPlan,
  type JsonPath,
  type KeysPlan,
  parseFieldPath,
  parseJsonPath,
  type Treatment,
} from '../../json/index.js';

/** What becomes of declared fields; each is asked about by its path as in the data map. */
export interface FieldTreatments {
  value(path: string, entry: FieldEntry): Treatment;
  /** Of member names that are data; null: they do not come out. */
  names(path: string, entry: FieldEntry): KeysPlan['names'] | null;
  /** Of the names of all members within the value of a field that is looked through; null: nothing becomes of them. */
  within?(path: string, entry: FieldEntry): KeysPlan['names'] | null;
}

export interface FieldPlans {
  readonly fields: readonly FieldPlan[];
  readonly keys: readonly KeysPlan[];
}

/** The plans of all declared fields: values, member names that are data, and documents within texts. */
export function fieldPlans(entries: ReadonlyMap<string, FieldEntry>, treatments: FieldTreatments): FieldPlans {
  return plansBelow(
    [...entries].map(([path, entry]) => ({ path, entry, from: path })),
    treatments,
  );
}

/** A field, and its path from the document around it on: within a text that holds one it starts there. */
interface PlacedField {
  readonly path: string;
  readonly entry: FieldEntry;
  readonly from: string;
}

function plansBelow(placed: readonly PlacedField[], treatments: FieldTreatments): FieldPlans {
  const fields: FieldPlan[] = [];
  const keys: KeysPlan[] = [];
  // Behind those that are declared, of which the first that covers an object speaks.
  const others: KeysPlan[] = [];
  const documents = placed.filter(({ entry }) => entry.decode !== undefined && entry.keys !== true);
  for (const { path: written, entry, from } of placed) {
    if (documents.some((document) => isBelow(from, document.from))) continue;
    const path = fieldPath(from);
    if (entry.keys === true) {
      const names = treatments.names(written, entry);
      if (names !== null) keys.push({ path, names });
    } else if (entry.decode !== undefined) {
      // Its members are fields of their own, below this one: they speak for themselves.
      const inner = placed
        .filter((other) => isBelow(other.from, from))
        .map((other) => ({ ...other, from: other.from.slice(from.length).replace(/^\./, '') }));
      const plan = { records: [], ...plansBelow(inner, treatments) };
      fields.push({ path, treatment: { kind: 'decode', encoding: entry.decode, plan } });
    } else {
      fields.push({ path, treatment: treatments.value(written, entry) });
      const within = treatments.within?.(written, entry) ?? null;
      if (within !== null) others.push({ path, names: within }, { path: fieldPath(`${from}..*`), names: within });
    }
  }
  return { fields, keys: [...keys, ...others] };
}

/** `payload.ssn` is within the document that the text `payload` holds. */
const isBelow = (path: string, document: string): boolean =>
  path.startsWith(`${document}.`) || path.startsWith(`${document}[`);

export const fieldPath = (written: string): JsonPath => checked(parseFieldPath(written));
export const recordsPath = (written: string): JsonPath => checked(parseJsonPath(written));

function checked(path: JsonPath | { readonly issue: string }): JsonPath {
  if ('issue' in path) throw new InvariantError('a path was checked when the configuration was read');
  return path;
}
