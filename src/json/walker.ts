import { isUtf8 } from 'node:buffer';
import type { Read } from './automaton.js';
import { type CompiledPlan, embeddedPlan } from './compiled-plan.js';
import { HeldOutput, type HeldRecord, type Slot } from './held-output.js';
import type { JsonLimits } from './limits.js';
import { maskedText } from './masked-text.js';
import { DROP, type Member, type Place, WHOLE } from './place.js';
import type { ScalarType, Treatment } from './plan.js';
import { malformed, tooLarge } from './refusals.js';
import { literalEnd, numberEnd, stringEnd } from './scan.js';
import { decodeString, encodeString } from './string-text.js';
import type { ReadValue } from './transform.js';
import { UniqueNames } from './unique-names.js';

/** What is expected next. Up to VALUE it is not yet decided whether the member or element that has begun is kept. */
const FIRST_MEMBER = 0;
const MEMBER = 1;
const COLON = 2;
/** The value of a member whose bytes are to be remembered. */
const NEW_VALUE = 3;
const FIRST_VALUE = 4;
const VALUE = 5;
const IN_STRING = 6;
const AFTER = 7;

const COMMA = 0x2c;
const QUOTE = 0x22;

/** What a frame has written: nothing, something, or that depends on decisions to come. */
const NOTHING = 0;
const SOMETHING = 1;
const UNKNOWN = 2;

const none = Buffer.alloc(0);

/** A record around what is read, or, with null, one that is left out already. */
interface OpenRecord {
  readonly depth: number;
  readonly records: number;
  readonly held: HeldRecord | null;
}

/**
 * The one engine of this room, hence its length: reads a JSON text once, byte by byte, and writes what its plan lets out.
 *
 *     … run … ] sep [ name : value          run: kept bytes that are not written yet, a range of the input
 *                                           sep: where the member or element under way began, with its comma
 *
 * What is kept in a row is one range, and is copied at once. A member is decided at its value's first byte, or at the last
 * one when the value must be seen whole. At a chunk's end only what is not decided, or is part of one token, is carried over.
 * There is no recursion: a frame is an index into arrays.
 */
export class Walker {
  readonly #plan: CompiledPlan;
  readonly #limits: JsonLimits;
  readonly #output: HeldOutput;
  #state = VALUE;
  /** Frames, by depth. Frame 0 is around the root. */
  #depth = 0;
  readonly #isObject: Uint8Array;
  readonly #written: Uint8Array;
  readonly #indexes: Float64Array;
  readonly #places: Place[] = [];
  /** What of an object has come; null when that is not worth remembering, and then its names are in `#names`. */
  readonly #members: (Member | null)[] = [];
  readonly #names: (Set<string> | null)[] = [];
  /** Names that were written into an object whose names are changed. */
  readonly #renamed: (UniqueNames | null)[] = [];
  readonly #slots: (Slot | null)[] = [];
  /** The containers around that are records to be decided; the innermost last. */
  readonly #records: OpenRecord[] = [];
  /** The record that `#keeps` has just opened. */
  #opened: HeldRecord | null = null;
  /** Depth of the container that is left out with all it holds, or -1. */
  #mutedDepth = -1;
  #rootDropped = false;
  /** The place of the value under way, and the name of its member. */
  #place: Place;
  #name = '';
  /** The input, from what is not settled on. */
  #bytes: Buffer = none;
  #owned: Buffer = none;
  #carried = 0;
  #checked = 0;
  #total = 0;
  /** Places in `#bytes`; `#run` is -1 while nothing is kept. */
  #at = 0;
  #run = 0;
  #sep = 0;
  #nameStart = 0;
  #nameEnd = 0;
  /** How far a token that was cut has been looked through. */
  #seen = 0;

  /** A document that is one record is closed by whoever frames it. */
  readonly #framed: boolean;
  #rootHeld = false;

  constructor(plan: CompiledPlan, limits: JsonLimits, output: HeldOutput, framed: boolean) {
    this.#framed = framed;
    this.#plan = plan;
    this.#limits = limits;
    this.#output = output;
    this.#isObject = new Uint8Array(limits.depthMax + 1);
    this.#written = new Uint8Array(limits.depthMax + 1);
    this.#indexes = new Float64Array(limits.depthMax + 1);
    this.#place = plan.rootPlace();
  }

  /** True when the plan leaves the whole document out. */
  get rootDropped(): boolean {
    return this.#rootDropped;
  }

  /** True when the document was a record that is held, and that is still to be closed. */
  get rootHeld(): boolean {
    return this.#rootHeld;
  }

  /** Makes ready for another document of the same body. */
  restart(): void {
    this.#place = this.#plan.rootPlace();
    this.#state = VALUE;
    this.#depth = 0;
    this.#written[0] = NOTHING;
    this.#mutedDepth = -1;
    this.#rootDropped = false;
    this.#rootHeld = false;
    this.#carried = this.#checked = 0;
    this.#at = this.#run = this.#sep = this.#seen = 0;
  }

  push(chunk: Uint8Array): void {
    this.#total += chunk.length;
    if (this.#total > this.#limits.bodyBytesMax) throw tooLarge('the body is too long', 'bodyBytesMax');
    this.#append(chunk);
    const end = wholeCharacters(this.#bytes);
    if (!isUtf8(this.#bytes.subarray(this.#checked, end))) throw malformed('the body is not in UTF-8');
    this.#scan(end, false);
    this.#settle(end);
  }

  /** The document ends here. */
  end(): void {
    if (this.#checked < this.#carried) throw malformed('the body is not in UTF-8');
    // A number at the root ends with the document.
    if (this.#state === VALUE && this.#depth === 0) {
      this.#bytes = this.#owned.subarray(0, this.#carried);
      this.#scan(this.#carried, true);
      this.#settle(this.#carried);
    }
    if (this.#state !== AFTER || this.#depth > 0) throw malformed('the document ends before it is complete');
  }

  #append(chunk: Uint8Array): void {
    if (this.#carried === 0) {
      this.#bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      return;
    }
    const length = this.#carried + chunk.length;
    if (length > this.#owned.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, this.#owned.length * 2));
      this.#owned.copy(grown, 0, 0, this.#carried);
      this.#owned = grown;
    }
    this.#owned.set(chunk, this.#carried);
    this.#bytes = this.#owned.subarray(0, length);
  }

  /** Writes what is decided, and keeps what is not. [0, end) was scanned. */
  #settle(end: number): void {
    const from = this.#state <= VALUE ? this.#sep : this.#at;
    this.#flush(from);
    const left = this.#bytes.length - from;
    if (left > this.#limits.tokenBytesMax + this.#limits.nameBytesMax + 1024) {
      throw tooLarge('there is too much white space before a value', 'tokenBytesMax');
    }
    if (left > 0 && !(from === 0 && this.#carried > 0)) {
      if (left > this.#owned.length) this.#owned = Buffer.allocUnsafe(left * 2);
      this.#owned.set(this.#bytes.subarray(from), 0);
    }
    this.#carried = left;
    this.#checked = end - from;
    this.#at -= from;
    this.#sep = 0;
    this.#nameStart -= from;
    this.#nameEnd -= from;
    if (this.#seen > 0) this.#seen -= from;
    if (this.#run >= 0) this.#run = 0;
    this.#bytes = none;
    this.#output.checkHeld();
  }

  #scan(end: number, last: boolean): void {
    const bytes = this.#bytes;
    const written = this.#written;
    const isObject = this.#isObject;
    const members = this.#members;
    const { tokenBytesMax, nameBytesMax, numberBytesMax, depthMax } = this.#limits;
    let state = this.#state;
    let at = this.#at;
    let depth = this.#depth;
    let place = this.#place;
    let muted = this.#mutedDepth >= 0;

    if (state === IN_STRING) {
      const close = stringEnd(bytes, at, end);
      if (close < 0) {
        this.#at = -1 - close;
        return;
      }
      at = close + 1;
      state = AFTER;
      if (depth === 0 && this.#run < 0) this.#run = at;
    }

    for (;;) {
      let byte = 0;
      for (; at < end; at += 1) {
        byte = bytes[at] as number;
        if (byte > 0x20 || !(byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) break;
      }
      if (at >= end) break;

      if (state === AFTER) {
        if (depth === 0) throw malformed('something follows the document');
        if (byte === COMMA) {
          this.#sep = at;
          at += 1;
          if (isObject[depth] === 1) state = MEMBER;
          else {
            const index = (this.#indexes[depth] as number) + 1;
            this.#indexes[depth] = index;
            place = (this.#places[depth] as Place).element(index);
            state = VALUE;
          }
          continue;
        }
        if (byte !== (isObject[depth] === 1 ? 0x7d : 0x5d)) throw malformed('a comma or a closing bracket is missing');
        // Closed below.
      } else if (state <= MEMBER) {
        if (byte === QUOTE) {
          const member = members[depth] as Member | null;
          const next = member === null ? null : member.predicted;
          if (next !== null) {
            const expected = next.bytes;
            const { length } = expected;
            if (at + length < end) {
              let same = 1;
              while (same < length && bytes[at + same] === expected[same]) same += 1;
              if (same === length) {
                this.#nameStart = at;
                this.#nameEnd = at + next.nameBytes;
                members[depth] = next;
                place = next.place;
                at += length;
                state = VALUE;
                continue;
              }
            }
          }
          const close = stringEnd(bytes, at + 1, end);
          if ((close < 0 ? -1 - close : close) - at > nameBytesMax) {
            throw tooLarge('the name of a member is too long', 'nameBytesMax');
          }
          if (close < 0) break;
          this.#nameStart = at;
          this.#nameEnd = close + 1;
          place = this.#member(depth, decodeString(bytes, at + 1, close));
          at = close + 1;
          state = COLON;
          continue;
        }
        if (byte !== 0x7d || state === MEMBER) throw malformed('the name of a member is missing');
        // Closed below.
      } else if (state === COLON) {
        if (byte !== 0x3a) throw malformed('a colon is missing');
        at += 1;
        state = NEW_VALUE;
        continue;
      } else if (!(state === FIRST_VALUE && byte === 0x5d)) {
        if (state === NEW_VALUE) this.#learn(depth, at);
        if (state !== VALUE) state = VALUE;

        if (byte === QUOTE) {
          const way = muted ? place.scalarWhenMuted : place.scalar;
          if (way === WHOLE) {
            const close = stringEnd(bytes, Math.max(at + 1, this.#seen), end);
            const reached = close < 0 ? -1 - close : close;
            if (reached - at > tokenBytesMax) throw tooLarge('a string is too long to be masked', 'tokenBytesMax');
            if (close < 0) {
              this.#seen = reached;
              break;
            }
            this.#seen = 0;
            this.#depth = depth;
            this.#whole(place, 'string', at, close + 1);
            at = close + 1;
          } else {
            if (!muted) {
              this.#depth = depth;
              if (way === DROP || !this.#keeps(place)) this.#drop(place);
            }
            const close = stringEnd(bytes, at + 1, end);
            if (close < 0) {
              at = -1 - close;
              state = IN_STRING;
              break;
            }
            at = close + 1;
          }
          state = AFTER;
          if (depth === 0 && this.#run < 0) this.#run = at;
          continue;
        }

        if (byte === 0x7b || byte === 0x5b) {
          if (depth >= depthMax) throw tooLarge('objects and arrays are nested too deep', 'depthMax');
          this.#depth = depth;
          this.#opens(place, byte === 0x7b);
          muted = this.#mutedDepth >= 0;
          depth += 1;
          written[depth] = NOTHING;
          this.#places[depth] = place;
          at += 1;
          this.#sep = at;
          if (byte === 0x7b) {
            isObject[depth] = 1;
            members[depth] = place.first;
            this.#names[depth] = null;
            this.#renamed[depth] = null;
            state = FIRST_MEMBER;
          } else {
            isObject[depth] = 0;
            this.#indexes[depth] = 0;
            place = place.element(0);
            state = FIRST_VALUE;
          }
          continue;
        }

        const isNumber = byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
        const behind = isNumber ? numberEnd(bytes, at, end, last) : literalEnd(bytes, at, end);
        if (isNumber && (behind < 0 ? end : behind) - at > numberBytesMax) {
          throw tooLarge('a number is too long', 'numberBytesMax');
        }
        if (behind < 0) break;
        this.#depth = depth;
        const way = muted ? place.scalarWhenMuted : place.scalar;
        if (way === WHOLE) this.#whole(place, isNumber ? 'number' : byte === 0x6e ? 'null' : 'boolean', at, behind);
        else if (!muted && (way === DROP || !this.#keeps(place))) this.#drop(place);
        at = behind;
        state = AFTER;
        if (depth === 0 && this.#run < 0) this.#run = at;
        continue;
      }

      // A bracket closes.
      if (!muted) {
        if (this.#run < 0) this.#run = at;
      } else if (this.#mutedDepth === depth) {
        this.#mutedDepth = -1;
        muted = false;
      }
      at += 1;
      if (this.#records.at(-1)?.depth === depth && this.#records.pop()?.held != null) this.#closeRecord(depth - 1, at);
      depth -= 1;
      state = AFTER;
      if (depth === 0 && this.#run < 0) this.#run = at;
    }
    this.#state = state;
    this.#at = at;
    this.#depth = depth;
    this.#place = place;
  }

  /** The place of the value of the next member of the object at `depth`. */
  #member(depth: number, name: string): Place {
    this.#name = name;
    const owner = this.#places[depth] as Place;
    const member = this.#members[depth] as Member | null;
    if (member !== null) {
      const next = member.next.get(name) ?? (member.has(name) ? null : owner.remember(member, name));
      this.#members[depth] = next;
      if (next !== null) return next.place;
      this.#names[depth] = member.names();
    }
    const names = this.#names[depth] as Set<string>;
    if (this.#plan.source.duplicates !== 'each') {
      if (names.has(name)) throw malformed('an object has two members of the same name');
      if (names.size >= this.#limits.membersMax) throw tooLarge('an object has too many members', 'membersMax');
      names.add(name);
    }
    return owner.member(name);
  }

  /** The member's value starts at `at`: its bytes are what is looked for the next time. */
  #learn(depth: number, at: number): void {
    const member = this.#members[depth] as Member | null;
    if (member === null || at - this.#nameStart > this.#limits.nameBytesMax) return;
    const previous = member.previous as Member;
    previous.predicted = member;
    member.bytes = Uint8Array.from(this.#bytes.subarray(this.#nameStart, at));
    member.nameBytes = this.#nameEnd - this.#nameStart;
  }

  /** Copies the run up to `to`. */
  #flush(to: number): void {
    if (this.#run < 0) return;
    this.#output.write(this.#bytes, this.#run, to);
    this.#run = to;
  }

  /** A container starts. */
  #opens(place: Place, isObject: boolean): void {
    const muted = this.#mutedDepth >= 0;
    const kept = !muted && (isObject ? place.object : place.array) && this.#keeps(place);
    if (!kept && !muted) {
      this.#drop(place);
      this.#mutedDepth = this.#depth + 1;
    }
    const { filtered, reads, readsAround } = place.state;
    const value: ReadValue = { type: isObject ? 'object' : 'array' };
    if (readsAround.length > 0) this.#read(readsAround, value);
    if (filtered) {
      this.#records.push({ depth: this.#depth + 1, records: place.record, held: kept ? this.#opened : null });
    }
    if (reads.length > 0) this.#read(reads, value);
  }

  /** The value under way stays. False when that can't be: there is no name for it. */
  #keeps(place: Place): boolean {
    const depth = this.#depth;
    const written = this.#written;
    const { tally } = this.#output;
    if (this.#run >= 0 && written[depth] === SOMETHING && !place.special) {
      if (place.slot >= 0) tally.shown(place.slot);
      return true;
    }
    const renamed = place.special && depth > 0 && this.#isObject[depth] === 1 ? this.#newName(place) : null;
    if (renamed === undefined) return false;
    const held = place.state.filtered;
    const before = depth === 0 ? SOMETHING : (written[depth] as number);
    // Behind the comma, if there is one.
    const start = this.#sep + (depth > 0 && this.#bytes[this.#sep] === COMMA ? 1 : 0);
    let from = before === NOTHING ? start : this.#sep;
    if (before === UNKNOWN && !held) {
      this.#flush(this.#sep);
      if (!this.#output.commaBefore(this.#slots[depth] as Slot)) from = start;
      this.#run = from;
    }
    if (before === NOTHING && held) this.#slots[depth] = { kept: false };
    written[depth] = held && before !== SOMETHING ? UNKNOWN : SOMETHING;
    if (this.#run < 0) this.#run = from;
    if (held) {
      this.#flush(from);
      const slot = before === SOMETHING ? null : (this.#slots[depth] as Slot);
      const reads = this.#plan.source.records[place.record]?.filter?.reads.length ?? 0;
      this.#opened = this.#output.open(
        place.record,
        reads,
        depth === 0 ? null : { slot, leadsWithComma: before === UNKNOWN },
      );
    } else if (place.record >= 0) this.#output.counted(place.record);
    if (place.slot >= 0) tally.shown(place.slot);
    if (renamed !== null) {
      this.#flush(this.#nameStart);
      const name = encodeString(renamed);
      this.#output.write(name, 0, name.length);
      this.#run = this.#nameEnd;
    }
    return true;
  }

  /** A record that is held ends at `to`; it stands at `depth`. */
  #closeRecord(depth: number, to: number): void {
    this.#flush(to);
    if (this.#framed && depth === 0) this.#rootHeld = true;
    else this.#output.close();
  }

  /** What the member under way is called from now on; null: as before; undefined: it has no name. */
  #newName(place: Place): string | null | undefined {
    const depth = this.#depth;
    const { names } = this.#places[depth] as Place;
    if (names === null) return null;
    const name = this.#memberName();
    const wanted = place.state.named ? name : names(name);
    if (wanted === undefined) return undefined;
    let taken = this.#renamed[depth];
    if (taken == null) {
      taken = new UniqueNames(this.#limits.membersMax);
      this.#renamed[depth] = taken;
    }
    const unique = taken.add(wanted);
    return place.state.named && unique === name ? null : unique;
  }

  #memberName(): string {
    return (this.#members[this.#depth] as Member | null)?.name ?? this.#name;
  }

  /** The value under way is left out, with its name and its comma. */
  #drop(place: Place): void {
    this.#flush(this.#sep);
    this.#run = -1;
    this.#output.tally.withheld(place.slot);
    if (this.#depth === 0) this.#rootDropped = true;
  }

  /** A scalar that had to be seen whole: the bytes [start, end). */
  #whole(place: Place, type: 'string' | 'number' | 'boolean' | 'null', start: number, end: number): void {
    const bytes = this.#bytes;
    const text = type === 'string' ? decodeString(bytes, start + 1, end - 1) : bytes.toString('latin1', start, end);
    let kept = false;
    if (this.#mutedDepth < 0) {
      const { treatment, shown } = place.state;
      const treated = shown ? this.#treated(treatment, text, type) : undefined;
      kept = treated !== undefined && this.#keeps(place);
      if (!kept) this.#drop(place);
      else if (treated !== null) {
        this.#flush(start);
        this.#output.writeText(treated as string);
        this.#run = end;
      }
    }
    const { filtered, reads, readsAround } = place.state;
    if (readsAround.length > 0) this.#read(readsAround, { type, text });
    if (filtered) this.#records.push({ depth: -1, records: place.record, held: kept ? this.#opened : null });
    if (reads.length > 0) this.#read(reads, { type, text });
    if (filtered && this.#records.pop()?.held != null) this.#closeRecord(this.#depth, end);
  }

  /** The JSON text to write for a scalar; null: the one that came; undefined: none. */
  #treated(treatment: Treatment, text: string, type: ScalarType | 'null'): string | null | undefined {
    switch (treatment.kind) {
      case 'pass':
        return null;
      case 'withhold':
        return undefined;
      case 'mask':
        return type === 'null' ? null : maskedText(treatment.mask(text, type));
      case 'decode':
        return type === 'null' ? null : type === 'string' ? this.#decoded(treatment, text) : undefined;
    }
  }

  /** A document inside a string, transformed by itself. */
  #decoded(treatment: Extract<Treatment, { kind: 'decode' }>, text: string): string {
    const encoding = treatment.encoding === 'json' ? 'utf8' : 'base64';
    const bytes = Buffer.from(text, encoding);
    // Lone surrogates, and characters that base64 does not have, would be lost.
    if (bytes.toString(encoding) !== text)
      throw malformed('a string that should hold a document is not encoded as one');
    const plan = embeddedPlan(treatment);
    const output = new HeldOutput(plan, this.#limits.recordBytesMax);
    const walker = new Walker(plan, this.#limits, output, false);
    walker.push(bytes);
    walker.end();
    return JSON.stringify(walker.rootDropped ? 'null' : output.take().toString(encoding));
  }

  #read(reads: readonly Read[], value: ReadValue): void {
    for (const { records, index } of reads) {
      const held = this.#records.findLast((record) => record.records === records)?.held;
      if (held == null) continue;
      if (held.values[index] !== undefined) throw malformed('a value that a row rule reads is there twice');
      held.values[index] = value;
    }
  }
}

/** Up to where the bytes are whole characters, if they are UTF-8 at all. */
function wholeCharacters(bytes: Buffer): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back += 1) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? length - back : length;
  }
  return length;
}
