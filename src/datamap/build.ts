import { categoryProblem } from './category.js';
import { unknownCategoryHint } from './known-categories.js';
import type { DataMap, FieldEntry, RelationEntry, ResourceEntry, Retention, SubjectLink } from './model.js';
import { parseRelationName, relationKey } from './relation-name.js';
import { parseRetentionPeriod } from './retention-period.js';

/** A field as the configuration has it: a category alone, or a category with what else is known of the field. */
export type FieldInput =
  | string
  | { readonly category: string; readonly lookup?: 'none' | 'exact' | undefined; readonly scan?: boolean | undefined };

export interface RelationInput {
  readonly store: string;
  readonly relation: string;
  readonly subject?:
    | { readonly kind: string; readonly column: string }
    | { readonly kind: string; readonly through: { readonly relation: string; readonly on: string } }
    | null
    | undefined;
  readonly retain?: { readonly column: string; readonly for: string } | null | undefined;
  /** By column name as the catalog has it: neither folded nor quoted. */
  readonly columns: Readonly<Record<string, FieldInput>>;
}

export interface ResourceInput {
  readonly store: string;
  readonly resource: string;
  readonly records: string;
  readonly subject?: { readonly kind: string; readonly field: string } | null | undefined;
  readonly query?: readonly string[] | undefined;
  readonly fields: Readonly<Record<string, FieldInput>>;
}

export type DataMapInput = readonly (RelationInput | ResourceInput)[];

/** Something wrong, or odd, in the input; `path` leads to it: `[0, 'columns', 'email']`. */
export interface DataMapProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type BuiltDataMap =
  | { readonly kind: 'built'; readonly dataMap: DataMap; readonly warnings: readonly DataMapProblem[] }
  | {
      readonly kind: 'invalid';
      readonly problems: readonly DataMapProblem[];
      readonly warnings: readonly DataMapProblem[];
    };

/**
 * Makes the data map out of what the configuration says, or tells everything that is wrong with it at once. Categories that
 * nobody knows are warnings: rules decide over them as over any other.
 */
export function buildDataMap(input: DataMapInput): BuiltDataMap {
  const notes: Notes = { problems: [], warnings: [], seen: new Set() };
  const relations: RelationEntry[] = [];
  const resources: ResourceEntry[] = [];
  input.forEach((entry, index) => {
    if ('relation' in entry) relations.push(...readRelation(entry, [index], notes));
    else resources.push(readResource(entry, [index], notes));
  });
  if (notes.problems.length > 0) return { kind: 'invalid', problems: notes.problems, warnings: notes.warnings };
  return { kind: 'built', dataMap: { relations, resources }, warnings: notes.warnings };
}

type Path = readonly (string | number)[];

interface Notes {
  readonly problems: DataMapProblem[];
  readonly warnings: DataMapProblem[];
  /** Keys of the relations and resources read so far: each has one entry. */
  readonly seen: Set<string>;
}

function readRelation(input: RelationInput, path: Path, notes: Notes): readonly RelationEntry[] {
  const columns = readFields(input.columns, [...path, 'columns'], notes);
  const subject = readSubject(input, path, notes);
  const retain = readRetention(input, path, notes);
  const parsed = parseRelationName(input.relation);
  if (parsed.kind === 'invalid') {
    notes.problems.push({ path: [...path, 'relation'], message: parsed.message });
    return [];
  }
  noteSeen(relationKey(input.store, parsed.name), [...path, 'relation'], notes);
  return [{ store: input.store, relation: parsed.name, subject, retain, columns }];
}

function readResource(input: ResourceInput, path: Path, notes: Notes): ResourceEntry {
  const { store, resource, records, subject = null, query = [] } = input;
  noteSeen(`${store}:${resource}`, [...path, 'resource'], notes);
  return { store, resource, records, subject, query, fields: readFields(input.fields, [...path, 'fields'], notes) };
}

function noteSeen(key: string, path: Path, notes: Notes): void {
  if (notes.seen.has(key)) notes.problems.push({ path, message: `\`${key}\` is in the data map already` });
  notes.seen.add(key);
}

function readFields(
  input: Readonly<Record<string, FieldInput>>,
  path: Path,
  notes: Notes,
): ReadonlyMap<string, FieldEntry> {
  const fields = new Map<string, FieldEntry>();
  for (const [name, field] of Object.entries(input)) {
    const { category, lookup = 'none', scan = false } = typeof field === 'string' ? { category: field } : field;
    const problem = categoryProblem(category);
    if (problem !== null) notes.problems.push({ path: [...path, name], message: problem });
    const hint = problem === null ? unknownCategoryHint(category) : null;
    if (hint !== null) notes.warnings.push({ path: [...path, name], message: hint });
    fields.set(name, { category, lookup, scan });
  }
  return fields;
}

function readSubject({ subject }: RelationInput, path: Path, notes: Notes): SubjectLink | null {
  if (subject === null || subject === undefined) return null;
  if ('column' in subject) return subject;
  const { relation, on } = subject.through;
  const parsed = parseRelationName(relation);
  if (parsed.kind === 'name') return { kind: subject.kind, through: { relation: parsed.name, on } };
  notes.problems.push({ path: [...path, 'subject', 'through', 'relation'], message: parsed.message });
  return null;
}

function readRetention({ retain }: RelationInput, path: Path, notes: Notes): Retention | null {
  if (retain === null || retain === undefined) return null;
  const period = parseRetentionPeriod(retain.for);
  if (period !== null) return { column: retain.column, ...period };
  notes.problems.push({ path: [...path, 'retain', 'for'], message: 'a period is written `5y`, `18mo`, `2w` or `90d`' });
  return null;
}
