import { GatewayError } from '../errors/index.js';
import { isSingular, type JsonPath, joinPaths, type PathSelector } from './path.js';
import type { DocumentPlan, FieldPlan, KeysPlan, Treatment } from './plan.js';

/** What a plan says of a value, given the way to it. */
export interface PlaceState {
  /** What covers the value; withheld when nothing does. */
  readonly treatment: Treatment;
  /** Counts of the field that is declared at this very place; -1: none is. */
  readonly slot: number;
  /** Index of the records plan whose record starts here; -1: none does. */
  readonly record: number;
  readonly filtered: boolean;
  /** A member whose value is this record is null when the record goes. */
  readonly becomesNull: boolean;
  /** The member's name may be written. */
  readonly shown: boolean;
  /** A path names the member: no `keys` rule changes its name. */
  readonly named: boolean;
  /** When the value is an object: what its member names become. */
  readonly keys: KeysPlan['names'] | null;
  /** What the decision on a record needs of this value; of a record that starts here, and of the one around. */
  readonly reads: readonly Read[];
  readonly readsAround: readonly Read[];
  /** Something below may come out, though this value's treatment may not say so. */
  readonly live: boolean;
}

export interface Read {
  readonly records: number;
  readonly index: number;
}

type Accept =
  | { readonly kind: 'field'; readonly slot: number; readonly treatment: Treatment }
  | { readonly kind: 'record' }
  | { readonly kind: 'keys'; readonly names: KeysPlan['names'] }
  | { readonly kind: 'read'; readonly index: number };

/** One path of the plan, and what it is there for. */
interface Track {
  readonly path: JsonPath;
  /** Index of the records plan, or -1 outside records; and how many segments lead to the record. */
  readonly records: number;
  readonly outer: number;
  readonly accept: Accept;
}

interface State extends PlaceState {
  /** Track and how many of its segments are behind: track * stride + segments. */
  readonly items: readonly number[];
  readonly members: Map<string, State>;
  readonly elements: Map<number, State>;
  otherMember: State | null;
  otherElement: State | null;
}

const withhold: Treatment = { kind: 'withhold' };
const strictness: readonly Treatment['kind'][] = ['withhold', 'null', 'mask', 'decode', 'pass'];
const stride = 128;
/** A plan of so many states is one that an operator wrote by accident. */
const statesMax = 10_000;

/**
 * All paths of a plan as one machine: a state for each set of paths that are still on their way, built when it is first met.
 * Names and indexes that no path says all lead to the same state, so that a document can't make it grow.
 */
export class Automaton {
  readonly root: PlaceState;
  readonly slots: number;
  readonly #tracks: readonly Track[];
  readonly #names: ReadonlySet<string>;
  readonly #indexes: ReadonlySet<number>;
  readonly #states = new Map<string, State>();
  readonly #treatments = new Map<Treatment, number>();
  readonly #filtered: readonly boolean[];
  readonly #becomesNull: readonly boolean[];
  readonly #fold: ((name: string) => string) | null;

  /** @throws GatewayError `invalid_parameter` for a plan that contradicts itself. */
  constructor(plan: DocumentPlan) {
    this.#fold = plan.names === 'folded' ? foldName : null;
    const { tracks, slots } = tracksOf(plan);
    this.#tracks = tracks;
    this.slots = slots;
    this.#filtered = plan.records.map(({ filter }) => filter !== undefined);
    this.#becomesNull = plan.records.map(({ filter, dropped }) => filter !== undefined && dropped === 'null');
    const selectors = tracks.flatMap(({ path }) => path.segments.flatMap((segment) => segment.selectors));
    this.#names = new Set(
      selectors.flatMap((selector) => (selector.kind === 'name' ? [this.#folded(selector.name)] : [])),
    );
    this.#indexes = new Set(selectors.flatMap((selector) => (selector.kind === 'index' ? [selector.index] : [])));
    this.root = this.#state(
      tracks.map((_, track) => track * stride),
      { inherited: withhold, shown: true, named: true },
    );
  }

  /** The state of a member's value. `name` is unescaped. */
  member(of: PlaceState, name: string): PlaceState {
    const state = of as State;
    const key = this.#folded(name);
    if (!this.#names.has(key)) {
      state.otherMember ??= this.#child(state, true, ({ kind }) => kind === 'wildcard');
      return state.otherMember;
    }
    let child = state.members.get(key);
    if (child === undefined) {
      child = this.#child(
        state,
        true,
        (selector) => selector.kind === 'wildcard' || (selector.kind === 'name' && this.#folded(selector.name) === key),
      );
      state.members.set(key, child);
    }
    return child;
  }

  element(of: PlaceState, index: number): PlaceState {
    const state = of as State;
    if (!this.#indexes.has(index)) {
      state.otherElement ??= this.#child(state, false, ({ kind }) => kind === 'wildcard');
      return state.otherElement;
    }
    let child = state.elements.get(index);
    if (child === undefined) {
      child = this.#child(
        state,
        false,
        (selector) => selector.kind === 'wildcard' || (selector.kind === 'index' && selector.index === index),
      );
      state.elements.set(index, child);
    }
    return child;
  }

  /** True when which state an element is in depends on its index. */
  get countsElements(): boolean {
    return this.#indexes.size > 0;
  }

  /** Names and indexes that paths say; all others lead to one state. */
  get written(): { readonly names: ReadonlySet<string>; readonly indexes: ReadonlySet<number> } {
    return { names: this.#names, indexes: this.#indexes };
  }

  #folded(name: string): string {
    return this.#fold === null ? name : this.#fold(name);
  }

  #child(parent: State, isMember: boolean, matches: (selector: PathSelector) => boolean): State {
    const items: number[] = [];
    let named = false;
    for (const item of parent.items) {
      const track = this.#tracks[Math.floor(item / stride)] as Track;
      const segment = track.path.segments[item % stride];
      if (segment === undefined) continue;
      if (segment.descendant) items.push(item);
      const selector = segment.selectors.find((one) => one.kind !== 'wildcard' && matches(one));
      if (selector !== undefined && track.accept.kind !== 'read') named = true;
      if (selector !== undefined || segment.selectors.some(matches)) items.push(item + 1);
    }
    const { treatment } = parent;
    const masksEach =
      treatment.kind === 'mask' && (isMember ? treatment.objects === 'each' : treatment.arrays !== 'withhold');
    return this.#state(items, {
      inherited: treatment.kind === 'pass' || masksEach ? treatment : withhold,
      shown: !isMember || named || parent.keys !== null || treatment.kind === 'pass' || masksEach,
      named: !isMember || named,
    });
  }

  #state(arrived: readonly number[], how: { inherited: Treatment; shown: boolean; named: boolean }): State {
    const accepted = arrived.map((item) => this.#accepted(item));
    const starts = new Set(accepted.flatMap((one) => (one?.accept.kind === 'record' ? [one.records] : [])));
    if (starts.size > 1) throw new GatewayError('invalid_parameter', 'two kinds of records are at one place');
    const record = [...starts][0] ?? -1;
    const items =
      record < 0 ? [...new Set(arrived)] : [...new Set(arrived)].filter((item) => this.#goesOn(item, record));
    const left = arrived.filter((item) => !items.includes(item));
    const readsAround = readsOf(left.flatMap((item) => this.#accepted(item) ?? []));
    const accepts = items.flatMap((item) => this.#accepted(item) ?? []);
    const fields = accepts.flatMap(({ accept }) => (accept.kind === 'field' ? [accept] : []));
    const field = strictness.flatMap((kind) => fields.filter(({ treatment }) => treatment.kind === kind)).at(0);
    const treatment = field?.treatment ?? (record < 0 ? how.inherited : withhold);
    const key = `${items.sort((a, b) => a - b).join(',')};${this.#treatmentNumber(treatment)};${record};${how.shown};${how.named};${readsAround.map(({ records, index }) => `${records}.${index}`).join(',')}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= statesMax)
      throw new GatewayError('invalid_parameter', 'the paths of the plan are too many');
    const state: State = {
      treatment,
      slot: field?.slot ?? -1,
      record,
      filtered: record >= 0 && this.#filtered[record] === true,
      becomesNull: record >= 0 && this.#becomesNull[record] === true,
      shown: how.shown,
      named: how.named,
      keys: accepts.flatMap(({ accept }) => (accept.kind === 'keys' ? [accept.names] : [])).at(0) ?? null,
      reads: readsOf(accepts),
      readsAround,
      live: items.some((item) => this.#isUseful(item)),
      items,
      members: new Map(),
      elements: new Map(),
      otherMember: null,
      otherElement: null,
    };
    this.#states.set(key, state);
    return state;
  }

  /** The track that has arrived, if it has. */
  #accepted(item: number): Track | undefined {
    const track = this.#tracks[Math.floor(item / stride)] as Track;
    return item % stride === track.path.segments.length ? track : undefined;
  }

  /** Inside a record only its own paths go on, from its start, and those that lead to other records. */
  #goesOn(item: number, record: number): boolean {
    const { records, outer } = this.#tracks[Math.floor(item / stride)] as Track;
    if (records < 0) return false;
    return item % stride < outer || (records === record && item % stride === outer);
  }

  #isUseful(item: number): boolean {
    const { accept, path } = this.#tracks[Math.floor(item / stride)] as Track;
    if (item % stride === path.segments.length) return false;
    return accept.kind === 'record' || (accept.kind === 'field' && accept.treatment.kind !== 'withhold');
  }

  #treatmentNumber(treatment: Treatment): number {
    const number = this.#treatments.get(treatment) ?? this.#treatments.size;
    this.#treatments.set(treatment, number);
    return number;
  }
}

const readsOf = (tracks: readonly Track[]): readonly Read[] =>
  tracks.flatMap(({ accept, records }) => (accept.kind === 'read' ? [{ records, index: accept.index }] : []));

/** Names alike but for case and normal form have one folded name. */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase().normalize('NFC');

function tracksOf(plan: DocumentPlan): { tracks: readonly Track[]; slots: number } {
  const tracks: Track[] = [];
  let slots = 0;
  const isCounted = plan.counts !== 'records';
  const add = (path: JsonPath, records: number, outer: number, accept: Accept) => {
    if (path.segments.length >= stride) throw new GatewayError('invalid_parameter', 'a path has too many segments');
    tracks.push({ path, records, outer, accept });
  };
  const addFields = (
    fields: readonly FieldPlan[],
    keys: readonly KeysPlan[],
    outer: JsonPath | null,
    records: number,
  ) => {
    const depth = outer?.segments.length ?? 0;
    const whole = (path: JsonPath) => (outer === null ? path : joinPaths(outer, path));
    for (const { path, treatment } of fields) {
      add(whole(path), records, depth, { kind: 'field', slot: isCounted ? slots : -1, treatment });
      if (isCounted) slots += 1;
    }
    for (const { path, names } of keys) add(whole(path), records, depth, { kind: 'keys', names });
  };
  plan.records.forEach(({ path, fields, keys, filter }, records) => {
    add(path, records, path.segments.length, { kind: 'record' });
    addFields(fields, keys ?? [], path, records);
    filter?.reads.forEach((read, index) => {
      if (!isSingular(read)) {
        throw new GatewayError('invalid_parameter', `\`${read.source}\` may be several values: a row rule reads one`);
      }
      add(joinPaths(path, read), records, path.segments.length, { kind: 'read', index });
    });
  });
  addFields(plan.fields ?? [], plan.keys ?? [], null, -1);
  return { tracks, slots };
}
