import type { Automaton, PlaceState } from './automaton.js';
import { Glue } from './glue.js';
import type { KeysPlan, MaskAscii, MaskScalar } from './plan.js';

/** A scalar's way: copied, left out, or it must be seen whole (masked, decoded, read for a decision, or held for one). */
export const KEEP = 0;
export const DROP = 1;
export const WHOLE = 2;

/** Names of members that one place remembers. More than these are taken for data. */
const namesMax = 256;
/** Members and places that a table remembers. */
const rememberedMax = 20_000;

/**
 * What may stand at one place of documents, and what becomes of it. The same object serves every document that is walked by
 * the plan.
 */
export class Place {
  readonly state: PlaceState;
  readonly #table: PlaceTable;
  /** KEEP, DROP or WHOLE; the same when all around it is left out; whether an object or array here is kept. */
  readonly scalar: number;
  readonly scalarWhenMuted: number;
  readonly object: boolean;
  readonly array: boolean;
  /** Keeping a value here takes more than going on: a record starts, or the name changes. */
  readonly special: boolean;
  /** A record starts here that is counted, and no more. */
  readonly isCounted: boolean;
  /** A container here has nothing to be remembered for it: no names that change, no record that is held. */
  readonly isSimple: boolean;
  /** A scalar here is kept, and that is all. */
  readonly isPlain: boolean;
  /** Masks a scalar here, when that is all there is to do. */
  readonly mask: MaskScalar | null;
  /** The same from bytes to bytes. */
  readonly ascii: MaskAscii | null;
  readonly slot: number;
  readonly record: number;
  /** The names here are changed by this. */
  readonly names: Exclude<KeysPlan['names'], 'pass'> | null;
  /** An object here before its first member. */
  readonly first: Member;
  readonly #members = new Map<string, Place>();
  readonly #elements = new Map<PlaceState, Place>();
  /** Where every element is, when all are alike and one was met. */
  everyElement: Place | null = null;

  constructor(table: PlaceTable, state: PlaceState, renames: boolean) {
    this.#table = table;
    this.state = state;
    const { treatment, shown, live, record } = state;
    const reads = state.reads.length + state.readsAround.length > 0;
    this.scalarWhenMuted = reads ? WHOLE : DROP;
    const kept = shown && treatment.kind !== 'withhold';
    const whole = reads || (kept && (state.filtered || treatment.kind !== 'pass'));
    this.scalar = whole ? WHOLE : kept ? KEEP : DROP;
    const onTheWay = treatment.kind !== 'null' && (live || record >= 0 || treatment.kind === 'pass');
    const masks = treatment.kind === 'mask' ? treatment : null;
    this.object = shown && (onTheWay || masks?.objects === 'each');
    this.array = shown && (onTheWay || (masks !== null && masks.arrays !== 'withhold'));
    this.mask = masks !== null && shown && !reads && !state.filtered ? masks.mask : null;
    this.ascii = this.mask === null ? null : (masks?.ascii ?? null);
    this.slot = state.slot;
    this.record = record;
    this.names = typeof state.keys === 'function' ? state.keys : null;
    this.special = record >= 0 || renames || treatment.kind === 'null';
    this.isCounted = record >= 0 && !state.filtered && !renames && treatment.kind !== 'null';
    this.isPlain = this.scalar === KEEP && !this.special;
    this.isSimple = this.names === null && !state.filtered;
    this.first = new Member(null, '', this, 0);
  }

  get glue(): Glue {
    return this.#table.glue;
  }

  /** The place of the value of a member. */
  member(name: string): Place {
    const known = this.#members.get(name);
    if (known !== undefined) return known;
    const state = this.#table.automaton.member(this.state, name);
    const renames = this.names !== null;
    if (this.#members.size >= namesMax || this.#table.isFull) return this.#table.shared(state, renames);
    const place = this.#table.create(state, renames);
    this.#members.set(name, place);
    return place;
  }

  element(index: number): Place {
    const { automaton } = this.#table;
    const state = automaton.element(this.state, index);
    let place = this.#elements.get(state);
    if (place === undefined) {
      place = this.#table.next(state);
      this.#elements.set(state, place);
      if (!automaton.countsElements) this.everyElement = place;
    }
    return place;
  }

  /** Where an object stands after one member more, or null when it is one that is not worth remembering. */
  remember(after: Member, name: string): Member | null {
    if (after.members >= namesMax || this.#table.isFull) return null;
    const member = new Member(after, name, this.member(name), after.members + 1);
    after.next.set(name, member);
    this.#table.remembered += 1;
    return member;
  }
}

/** An object after its first members, in the order in which they came. All names on the way are different. */
export class Member {
  readonly previous: Member | null;
  readonly name: string;
  /** Of the member's value; of the object itself before the first. */
  readonly place: Place;
  readonly members: number;
  readonly next = new Map<string, Member>();
  /** What came next the last time: most often it comes again. */
  predicted: Member | null = null;
  /** The bytes from the value before, or the bracket, to this one's value: where their words are, the last four, and length. */
  from = 0;
  tail = 0;
  length = 0;
  /** Where in them the comma and the name are; behind the bracket when there is no comma. */
  sep = 0;
  nameStart = 0;
  nameEnd = 0;

  constructor(previous: Member | null, name: string, place: Place, members: number) {
    this.previous = previous;
    this.name = name;
    this.place = place;
    this.members = members;
  }

  /** Makes this the one that is expected the next time, led to by `bytes`, of which there are four or more. */
  learn(
    glue: Glue,
    bytes: Buffer,
    places: { readonly sep: number; readonly nameStart: number; readonly nameEnd: number },
  ): void {
    if (this.previous !== null) this.previous.predicted = this;
    this.from = glue.keep(bytes, this.from, this.length >> 2);
    this.tail = bytes.readInt32LE(bytes.length - 4);
    this.length = bytes.length;
    this.sep = places.sep;
    this.nameStart = places.nameStart;
    this.nameEnd = places.nameEnd;
  }

  /** True when a member of this name was there before. */
  has(name: string): boolean {
    for (let member: Member | null = this; member?.previous != null; member = member.previous) {
      if (member.name === name) return true;
    }
    return false;
  }

  names(): Set<string> {
    const names = new Set<string>();
    for (let member: Member | null = this; member?.previous != null; member = member.previous) names.add(member.name);
    return names;
  }
}

/** The places that documents of one plan have. */
export class PlaceTable {
  readonly automaton: Automaton;
  readonly root: Place;
  readonly glue = new Glue();
  remembered = 0;
  readonly #shared = new Map<PlaceState, { plain: Place | null; renamed: Place | null }>();

  constructor(automaton: Automaton) {
    this.automaton = automaton;
    this.root = this.create(automaton.root, false);
  }

  get isFull(): boolean {
    return this.remembered >= rememberedMax;
  }

  create(state: PlaceState, renames: boolean): Place {
    this.remembered += 1;
    return new Place(this, state, renames);
  }

  /** A place of its own while there is room. */
  next(state: PlaceState): Place {
    return this.isFull ? this.shared(state, false) : this.create(state, false);
  }

  /** The one place for all that is in this state and not remembered by itself. */
  shared(state: PlaceState, renames: boolean): Place {
    let both = this.#shared.get(state);
    if (both === undefined) {
      both = { plain: null, renamed: null };
      this.#shared.set(state, both);
    }
    if (renames) {
      both.renamed ??= new Place(this, state, true);
      return both.renamed;
    }
    both.plain ??= new Place(this, state, false);
    return both.plain;
  }
}
