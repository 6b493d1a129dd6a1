import type { Read } from './automaton.js';
import type { CompiledPlan } from './compiled-plan.js';
import type { Decode } from './embedded-document.js';
import type { HeldOutput } from './held-output.js';
import type { HeldRecord, Slot } from './held-record.js';
import type { JsonLimits } from './limits.js';
import type { Place } from './place.js';
import type { MaskAscii, MaskedScalar, MaskScalar, ScalarType, Treatment } from './plan.js';
import { malformed } from './refusals.js';
import { decodeString } from './string-text.js';
import type { ReadValue } from './transform.js';
import { UniqueNames } from './unique-names.js';

/** What a frame has written: nothing, something, or that depends on decisions to come. */
export const NOTHING = 0;
export const SOMETHING = 1;
export const UNKNOWN = 2;

const COMMA = 0x2c;
const none = Buffer.alloc(0);

/** A record behind something that is kept: its comma goes with it. */
const notFirst = { slot: null, gap: 0, lead: 0 };

const asItCame: unique symbol = Symbol('as it came');

/** A record around what is read, or, with null, one that is left out already. */
interface OpenRecord {
  readonly depth: number;
  readonly records: number;
  readonly held: HeldRecord | null;
  /** What the frame that it stands in had written before it. */
  readonly before: number;
}

/**
 * What of the walker's input comes out. The walker says where it is, and asks; runs of kept bytes are copied here.
 *
 *     … run … ] sep [ name : value          run: kept bytes that are not written yet, a range of the input
 *                                           sep: where the member or element under way began, with its comma
 *
 * The fields that are not readonly are the walker's to set.
 */
export class Selection {
  readonly #plan: CompiledPlan;
  readonly #limits: JsonLimits;
  readonly #output: HeldOutput;
  /** Transforms a document that a string holds. */
  readonly #embed: (treatment: Decode, text: string) => string;
  /** A document that is one record is closed by whoever frames it. */
  readonly #framed: boolean;
  /** The input; places in it, of which `run` is -1 while nothing is kept. */
  bytes: Buffer = none;
  view: DataView = new DataView(none.buffer, 0, 0);
  run = 0;
  sep = 0;
  nameStart = 0;
  nameEnd = 0;
  /** Where the value under way starts, when more is to be done than to keep it. */
  #valueStart = 0;
  /** Frames, by depth; frame 0 is around the root. */
  depth = 0;
  readonly isObject: number[] = [0];
  readonly written: number[] = [NOTHING];
  readonly places: Place[] = [];
  /** Depth of the container that is left out with all it holds, or -1. */
  mutedDepth = -1;
  /** The plan leaves the whole document out; or it is a record that is held, and is still to be closed. */
  rootDropped = false;
  rootHeld = false;
  /** Name of the member under way. */
  name = '';
  /** Names that were written into an object whose names are changed. */
  readonly #renamed: (UniqueNames | null)[] = [];
  readonly #slots: (Slot | null)[] = [];
  /** White space in front of what was the first of a container and may not come out. */
  readonly #leads: Buffer[] = [];
  /** The containers around that are records to be decided; the innermost last. */
  readonly #records: OpenRecord[] = [];
  /** The record that `keeps` has just opened, and what its frame had written before. */
  #opened: HeldRecord | null = null;
  #before = NOTHING;

  constructor(
    plan: CompiledPlan,
    limits: JsonLimits,
    output: HeldOutput,
    how: { readonly framed: boolean; readonly embed: (treatment: Decode, text: string) => string },
  ) {
    this.#plan = plan;
    this.#limits = limits;
    this.#output = output;
    this.#framed = how.framed;
    this.#embed = how.embed;
  }

  restart(): void {
    this.run = this.sep = this.depth = 0;
    this.written[0] = NOTHING;
    this.mutedDepth = -1;
    this.rootDropped = this.rootHeld = false;
  }

  /** Copies the run up to `to`. */
  flush(to: number): void {
    if (this.run < 0) return;
    this.#output.write(this.bytes, this.view, this.run, to);
    this.run = to;
  }

  /** A container starts at `at`, of which `isObject` says the kind. */
  opens(place: Place, isObject: boolean, at: number): void {
    const muted = this.mutedDepth >= 0;
    this.#valueStart = at;
    const isNull = place.state.treatment.kind === 'null' && place.state.shown;
    const kept = !muted && (isNull || (isObject ? place.object : place.array)) && this.keeps(place);
    if (kept && isNull) {
      this.flush(at);
      this.#output.writeScalar(null);
      this.run = -1;
    }
    if (!muted && !kept) this.drop(place);
    if (!muted && (!kept || isNull)) this.mutedDepth = this.depth + 1;
    this.#renamed[this.depth + 1] = null;
    const { filtered, reads, readsAround } = place.state;
    const type = isObject ? 'object' : 'array';
    if (readsAround.length > 0) this.#read(readsAround, { type });
    if (filtered) {
      this.#records.push(this.#openRecordAt(this.depth + 1, place, kept));
    }
    if (reads.length > 0) this.#read(reads, { type });
  }

  /** The container at `depth` has ended in front of `to`. */
  closes(depth: number, to: number): void {
    if (this.#records.length === 0) return;
    const record = this.#records[this.#records.length - 1];
    if (record?.depth !== depth) return;
    this.#records.pop();
    if (record.held !== null) this.#closeRecord(record, depth - 1, to);
  }

  #openRecordAt(depth: number, place: Place, kept: boolean): OpenRecord {
    return { depth, records: place.record, held: kept ? this.#opened : null, before: this.#before };
  }

  /** The value under way stays. False when that can't be: there is no name for it. */
  keeps(place: Place): boolean {
    const { depth, written } = this;
    const renamed = place.special && depth > 0 && this.isObject[depth] === 1 ? this.#newName(place) : null;
    if (renamed === undefined) return false;
    const filtered = place.state.filtered;
    // What is at least null stays, whatever is decided.
    const stays = place.state.becomesNull && depth > 0 && this.isObject[depth] === 1;
    const held = filtered && !stays;
    const before = depth === 0 ? SOMETHING : (written[depth] as number);
    this.#before = before;
    if (before !== SOMETHING) this.#keepsAfterDoubt(before, held, place);
    else {
      if (this.run < 0) this.run = this.sep;
      if (held) {
        this.flush(this.sep);
        this.#opened = this.#output.open(place.record, this.#readsOf(place), depth === 0 ? null : notFirst);
      }
    }
    if (!held && place.record >= 0 && !filtered) this.#output.counted(place.record);
    if (place.slot >= 0) this.#output.tally.shown(place.slot);
    if (renamed !== null) {
      this.flush(this.nameStart);
      this.#output.writeScalar(renamed);
      this.run = this.nameEnd;
    }
    if (filtered && stays) {
      this.flush(this.#valueStart);
      this.#opened = this.#output.open(place.record, this.#readsOf(place), 'null');
    }
    return true;
  }

  /**
   * The same of what may be the first that is written of its container. What is the first stands where the very first stood: what
   * was left out before it shows in no white space either.
   */
  #keepsAfterDoubt(before: number, held: boolean, place: Place): void {
    const { depth, bytes, sep, written } = this;
    const follows = bytes[sep] === COMMA;
    const start = follows ? this.#behindSpace(sep + 1) : sep;
    if (held && !follows) this.#leads[depth] = this.#spaceAt(sep);
    const lead = follows ? (this.#leads[depth] as Buffer) : none;
    if (before === NOTHING) {
      if (this.run < 0) this.run = start;
      if (held) {
        const slot: Slot = { kept: false };
        this.#slots[depth] = slot;
        this.flush(start);
        this.#opened = this.#output.open(place.record, this.#readsOf(place), { slot, gap: 0, lead: 0 });
      }
      this.#output.writeSpace(lead);
    } else {
      this.flush(sep);
      const slot = this.#slots[depth] as Slot;
      const either = { slot, gap: start - sep, lead: lead.length };
      if (held) this.#opened = this.#output.open(place.record, this.#readsOf(place), either);
      const isFirst = held ? null : this.#output.isFirst(either);
      if (isFirst !== true) this.#output.write(bytes, this.view, sep, start);
      if (isFirst !== false) this.#output.writeSpace(lead);
      this.run = start;
    }
    written[depth] = held && !this.#plan.decidesAtOnce ? UNKNOWN : SOMETHING;
  }

  /** Whether the value before came out, or anything of its container, is not known, or it did not: how it ends hangs on that. */
  get isInDoubt(): boolean {
    if (this.depth === 0 || this.mutedDepth >= 0) return false;
    const wrote = this.written[this.depth];
    return wrote === UNKNOWN || (wrote === SOMETHING && this.run < 0);
  }

  /** The container under way ends at `bracket`, behind white space from `from` on; nothing may have been kept of it. */
  endsInDoubt(depth: number, from: number, bracket: number): void {
    this.flush(from);
    const isEmpty = this.#output.isFirst({ slot: this.#slots[depth] as Slot, gap: bracket - from, lead: 0 });
    if (isEmpty === true) this.run = bracket;
  }

  /** Where what comes behind white space starts. */
  #behindSpace(from: number): number {
    let at = from;
    while ((this.bytes[at] as number) <= 0x20) at += 1;
    return at;
  }

  #spaceAt(from: number): Buffer {
    const to = this.#behindSpace(from);
    return to === from ? none : Buffer.from(this.bytes.subarray(from, to));
  }

  /** The value under way is left out, with its name and its comma. */
  drop(place: Place): void {
    const { depth, sep } = this;
    if (depth > 0 && this.written[depth] === NOTHING && this.bytes[sep] !== COMMA)
      this.#leads[depth] = this.#spaceAt(sep);
    if (this.run >= 0) this.flush(this.sep);
    this.run = -1;
    this.#output.tally.withheld(place.slot);
    if (this.depth === 0) this.rootDropped = true;
  }

  /** A scalar that had to be seen whole: the bytes [start, end). */
  whole(place: Place, type: ScalarType | 'null', start: number, end: number): void {
    const text =
      type === 'string' ? decodeString(this.bytes, start + 1, end - 1) : this.bytes.toString('latin1', start, end);
    let kept = false;
    this.#valueStart = start;
    if (this.mutedDepth < 0) {
      const value = place.state.shown ? this.#treated(place.state.treatment, text, type) : undefined;
      if (value === undefined || !this.#keepsScalar(place)) this.drop(place);
      else {
        kept = true;
        if (value !== asItCame) {
          this.flush(start);
          this.#output.writeScalar(value);
          this.run = end;
        }
      }
    }
    const { filtered, reads, readsAround } = place.state;
    if (readsAround.length > 0) this.#read(readsAround, { type, text });
    const record = filtered ? this.#openRecordAt(-1, place, kept) : null;
    if (record !== null) this.#records.push(record);
    if (reads.length > 0) this.#read(reads, { type, text });
    if (record === null) return;
    this.#records.pop();
    if (record.held !== null) this.#closeRecord(record, this.depth, end);
  }

  /** The same for a string that is masked, and no more: something of its container is kept before it, or it is the first. */
  masks(place: Place, mask: MaskScalar, start: number, end: number): void {
    const value = mask(decodeString(this.bytes, start + 1, end - 1), 'string');
    if (value === undefined) {
      this.drop(place);
      return;
    }
    this.written[this.depth] = SOMETHING;
    if (place.slot >= 0) this.#output.tally.shown(place.slot);
    this.#output.write(this.bytes, this.view, this.run, start);
    this.#output.writeScalar(value);
    this.run = end;
  }

  /** The same for a string of ASCII without an escape. */
  masksAscii(place: Place, mask: MaskAscii, start: number, end: number): boolean {
    if (!this.#output.writeMasked(this.bytes, this.view, { run: this.run, start, end, mask })) return false;
    this.written[this.depth] = SOMETHING;
    if (place.slot >= 0) this.#output.tally.shown(place.slot);
    this.run = end;
    return true;
  }

  /** A record that is held ends at `to`; it stands at `depth`. One of which nothing is left is as one that the plan leaves out. */
  #closeRecord({ before }: OpenRecord, depth: number, to: number): void {
    this.flush(to);
    if (this.#framed && depth === 0) this.rootHeld = true;
    else if (!this.#output.close()) {
      this.run = -1;
      this.written[depth] = before;
    }
  }

  /** What the member under way is called from now on; null: as before; undefined: it has no name. */
  #newName(place: Place): string | null | undefined {
    const { depth, name } = this;
    const { names } = this.places[depth] as Place;
    if (names === null) return null;
    const wanted = place.state.named ? name : names(name);
    if (wanted === undefined) return undefined;
    const taken = this.#renamed[depth] ?? new UniqueNames(this.#limits.membersMax);
    this.#renamed[depth] = taken;
    const unique = taken.add(wanted);
    return place.state.named && unique === name ? null : unique;
  }

  #readsOf(place: Place): number {
    return this.#plan.source.records[place.record]?.filter?.reads.length ?? 0;
  }

  #keepsScalar(place: Place): boolean {
    if (place.special || this.run < 0 || this.written[this.depth] !== SOMETHING) return this.keeps(place);
    if (place.slot >= 0) this.#output.tally.shown(place.slot);
    return true;
  }

  /** What to write for a scalar; undefined: nothing. */
  #treated(treatment: Treatment, text: string, type: ScalarType | 'null'): MaskedScalar | typeof asItCame {
    switch (treatment.kind) {
      case 'pass':
        return asItCame;
      case 'withhold':
        return undefined;
      case 'null':
        return null;
      case 'mask':
        if (type !== 'null') return treatment.mask(text, type);
        treatment.onNull?.();
        return asItCame;
      case 'decode':
        return type === 'null' ? asItCame : type === 'string' ? this.#embed(treatment, text) : undefined;
    }
  }

  /** The innermost record of a kind that is open. */
  #openRecord(records: number): OpenRecord | undefined {
    const last = this.#records[this.#records.length - 1];
    return last?.records === records ? last : this.#records.findLast((record) => record.records === records);
  }

  #read(reads: readonly Read[], value: ReadValue): void {
    for (const { records, index } of reads) {
      const held = this.#openRecord(records)?.held;
      if (held == null) continue;
      if (held.values[index] !== undefined) throw malformed('a value that a row rule reads is there twice');
      held.values[index] = value;
    }
  }
}
