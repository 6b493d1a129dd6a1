import type { DocumentPlan, FieldPlan, JsonPath, MaskScalar, RecordsPlan, Treatment } from '../json/index.js';
import { neededName, neededTypename } from './add-needs.js';
import type { ResponsePlace } from './collect-places.js';
import type { ResolvedOperation } from './resolve-operation.js';

/**
 * How the values of a field come out. Where several coordinates may stand at one place all of them are given: the strictest
 * is to be chosen. Null: a leaf is null; of an object its own fields decide. An object that is withheld is so with all
 * that is below it; any other treatment of an object leaves the decision to its fields.
 */
export type TreatCoordinates = (coordinates: readonly string[]) => Treatment | null;

/**
 * What stands in `PendingRecord.values` of a record: what it is (`object`, or `null` where there is none, which may stay), the
 * name of its type, then these.
 */
export interface RecordNeeds {
  readonly types: readonly string[];
  /** The fields that were added, as `Type.field`. */
  readonly fields: readonly string[];
}

export interface ResponsePlan {
  readonly document: DocumentPlan;
  /** By the index of `document.records`. Objects of a type without needs are among the records where a type with some, or one that nobody knows, may be. */
  readonly records: readonly RecordNeeds[];
}

/** The plan for an operation's answer. Of errors only where they arose comes out; of `extensions` nothing does. */
export function responsePlan(operation: ResolvedOperation, treat: TreatCoordinates): ResponsePlan {
  const records: RecordsPlan[] = [];
  const needed: RecordNeeds[] = [];
  const names = new Set<string>(['data']);
  const fields: FieldPlan[] = [...errorFields(names), { path: data, treatment: nulls }];
  for (const place of operation.places) add(place, fields, 0);
  return { document: { records, fields }, records: needed };

  /** `outer` segments lead to the record that `into` is of. */
  function add(place: ResponsePlace, into: FieldPlan[], outer: number): void {
    if (place.name.startsWith(operation.neededPrefix)) return;
    names.add(place.name);
    const { isLeaf } = place;
    const treatment = place.coordinates.every((one) => metaFields.test(one)) ? pass : treat(place.coordinates);
    if (treatment?.kind === 'withhold' || (isLeaf && treatment === null)) {
      into.push({ path: inner(place.path, outer), treatment: nothing });
      return;
    }
    if (isLeaf || treatment === pass) {
      into.push({ path: inner(place.path, outer), treatment: treatment ?? pass });
      return;
    }
    // What is null where an object would be shows that it is null, and nothing else.
    into.push({ path: inner(place.path, outer), treatment: nulls });
    const needs = place.types.flatMap((type) => (operation.needs.get(type) ?? []).map((field) => ({ type, field })));
    if (!place.isAbstract && !place.types.some((type) => operation.needs.has(type))) {
      for (const below of place.places) add(below, into, outer);
      return;
    }
    const own: FieldPlan[] = [{ path: itself, treatment: nulls }];
    const prefix = operation.neededPrefix;
    const added = needs.map(({ type, field }) => memberPath(neededName(prefix, type, field)));
    const reads = [itself, memberPath(neededTypename(prefix)), ...added];
    // Its place among the records is taken before those inside take theirs.
    records.push({ path: place.elements, fields: own, filter: { reads }, dropped: 'null' });
    needed.push({ types: place.types, fields: needs.map(({ type, field }) => `${type}.${field}`) });
    for (const below of place.places) add(below, own, place.elements.segments.length);
  }
}

/** A type's name, and all that introspection answers. */
const metaFields = /\.__(?:typename|schema|type)$/;

const pass: Treatment = { kind: 'pass' };

/** An answer has every member that was asked for, whatever its type says of null. */
const nothing: Treatment = { kind: 'null' };

/** Lets null through, and keeps the way open for what is below. */
const nulls: Treatment = { kind: 'mask', mask: () => undefined, arrays: 'each', objects: 'withhold' };

const named = (name: string) => ({ descendant: false, selectors: [{ kind: 'name', name } as const] });
const each = { descendant: false, selectors: [{ kind: 'wildcard' } as const] };

const memberPath = (name: string): JsonPath => ({ source: `$.${name}`, segments: [named(name)] });
const itself: JsonPath = { source: '$', segments: [] };
const data = memberPath('data');

const inner = ({ source, segments }: JsonPath, outer: number): JsonPath => ({
  source,
  segments: segments.slice(outer),
});

function errorFields(names: ReadonlySet<string>): readonly FieldPlan[] {
  const at = (...segments: readonly (typeof each | ReturnType<typeof named>)[]): JsonPath => ({
    source: '$.errors[*]',
    segments: [named('errors'), each, ...segments],
  });
  const message: MaskScalar = (_, type) => (type === 'string' ? 'the store reported an error' : undefined);
  const place: MaskScalar = (text, type) => (type === 'number' || names.has(text) ? asItIs(text, type) : undefined);
  const number: MaskScalar = (text, type) => (type === 'number' ? asItIs(text, type) : undefined);
  const mask = (path: JsonPath, mask: MaskScalar): FieldPlan => ({ path, treatment: { kind: 'mask', mask } });
  return [
    mask(at(named('message')), message),
    mask(at(named('path')), place),
    mask(at(named('locations'), each, named('line')), number),
    mask(at(named('locations'), each, named('column')), number),
  ];
}

const asItIs: MaskScalar = (text, type) => (type === 'number' ? smallNumber(text) : text);

/** Indexes and line numbers are small; a long number may be anything. */
const smallNumber = (text: string) => (/^\d{1,7}$/.test(text) ? { number: text } : undefined);
