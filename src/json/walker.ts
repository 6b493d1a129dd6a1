import { isUtf8 } from 'node:buffer';
import { type CompiledPlan, embeddedPlan } from './compiled-plan.js';
import { HeldOutput } from './held-output.js';
import type { JsonLimits } from './limits.js';
import { DROP, KEEP, type Member, type Place, WHOLE } from './place.js';
import type { Treatment } from './plan.js';
import { malformed, tooLarge } from './refusals.js';
import { literalEnd, numberEnd, stringEnd } from './scan.js';
import { NOTHING, Selection, SOMETHING, UNKNOWN } from './selection.js';
import { decodeString } from './string-text.js';

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

const QUOTE = 0x22;
const COMMA = 0x2c;

const ones = 0x01010101;

const none = Buffer.alloc(0);
const noView = new DataView(none.buffer, 0, 0);

/**
 * The one engine of this room, hence its length: reads a JSON text once, byte by byte, and has its plan's selection written.
 *
 * There is no recursion: a frame is an index into arrays. At a chunk's end only what is not decided, or is part of one token,
 * is carried over. What makes it fast: the bytes between two values of an object (comma, name, colon, white space) are most
 * often the same as the last time, and are then compared, not read; and what is kept in a row is copied at once.
 */
export class Walker {
  readonly #plan: CompiledPlan;
  readonly #limits: JsonLimits;
  readonly #output: HeldOutput;
  readonly #selection: Selection;
  #state = VALUE;
  readonly #indexes: Float64Array;
  /** By depth, what of an object has come; null when that is not worth remembering, and then its names are in `#names`. */
  readonly #members: (Member | null)[] = [];
  readonly #names: (Set<string> | null)[] = [];
  /** The place of the value under way. */
  #place: Place;
  /** The input, from what is not settled on. What is carried over is in `#owned`. */
  #bytes: Buffer = none;
  #view: DataView = noView;
  #owned: Buffer = none;
  #carried = 0;
  #checked = 0;
  #at = 0;
  /** Where the value before, or the bracket, ended. */
  #glue = 0;
  /** How far a token that was cut has been looked through. */
  #seen = 0;

  constructor(plan: CompiledPlan, limits: JsonLimits, output: HeldOutput, framed: boolean) {
    this.#plan = plan;
    this.#limits = limits;
    this.#output = output;
    const embed = (treatment: Extract<Treatment, { kind: 'decode' }>, text: string) => this.#embedded(treatment, text);
    this.#selection = new Selection(plan, limits, output, { framed, embed });
    this.#indexes = new Float64Array(limits.depthMax + 1);
    this.#place = plan.rootPlace();
  }

  /** The plan leaves the whole document out. */
  get rootDropped(): boolean {
    return this.#selection.rootDropped;
  }

  /** The document was a record that is held, and is still to be closed. */
  get rootHeld(): boolean {
    return this.#selection.rootHeld;
  }

  /** Nothing but white space has come. */
  get isBlank(): boolean {
    return this.#state === VALUE && this.#selection.depth === 0 && this.#at === this.#carried;
  }

  /** Makes ready for another document of the same body. */
  restart(): void {
    this.#selection.restart();
    this.#place = this.#plan.rootPlace();
    this.#state = VALUE;
    this.#carried = this.#checked = this.#at = this.#seen = this.#glue = 0;
  }

  push(chunk: Uint8Array): void {
    this.#append(chunk);
    const end = wholeCharacters(this.#bytes);
    if (!isUtf8(this.#bytes.subarray(this.#checked, end))) throw malformed('the body is not in UTF-8');
    this.#output.reserve(this.#bytes.length);
    this.#scan(end, false);
    this.#settle(end);
  }

  /** The document ends here. */
  end(): void {
    if (this.#checked < this.#carried) throw malformed('the body is not in UTF-8');
    const selection = this.#selection;
    // A number at the root ends with the document.
    if (this.#state === VALUE && selection.depth === 0) {
      this.#look(this.#owned.subarray(0, this.#carried));
      this.#scan(this.#carried, true);
      this.#settle(this.#carried);
    }
    if (this.#state !== AFTER || selection.depth > 0) throw malformed('the document ends before it is complete');
  }

  #look(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#selection.bytes = bytes;
  }

  #append(chunk: Uint8Array): void {
    if (this.#carried === 0) {
      this.#look(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      return;
    }
    const length = this.#carried + chunk.length;
    if (length > this.#owned.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, this.#owned.length * 2));
      this.#owned.copy(grown, 0, 0, this.#carried);
      this.#owned = grown;
    }
    this.#owned.set(chunk, this.#carried);
    this.#look(this.#owned.subarray(0, length));
  }

  /** Writes what is decided, and keeps what is not. [0, end) was scanned. */
  #settle(end: number): void {
    const selection = this.#selection;
    const from = this.#state <= VALUE ? selection.sep : this.#at;
    selection.flush(from);
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
    this.#glue -= from;
    selection.sep = 0;
    selection.nameStart -= from;
    selection.nameEnd -= from;
    if (this.#seen > 0) this.#seen -= from;
    if (selection.run >= 0) selection.run = 0;
    this.#look(none);
    this.#output.checkHeld();
  }

  #scan(end: number, last: boolean): void {
    const bytes = this.#bytes;
    const view = this.#view;
    const selection = this.#selection;
    const { isObject, written, places } = selection;
    const members = this.#members;
    const tally = this.#output.tally;
    let state = this.#state;
    let at = this.#at;
    let glue = this.#glue;
    let depth = selection.depth;
    let place = this.#place;
    let muted = selection.mutedDepth >= 0;

    if (state === IN_STRING) {
      const close = stringEnd(bytes, at, end);
      if (close < 0) {
        this.#at = -1 - close;
        return;
      }
      at = glue = close + 1;
      state = AFTER;
      if (depth === 0 && selection.run < 0) selection.run = at;
    }

    for (;;) {
      // The next member, if it is the one that came the last time.
      if ((state === AFTER || state === FIRST_MEMBER) && isObject[depth] === 1 && at === glue) {
        const next = (members[depth] as Member | null)?.predicted;
        if (next != null && at + next.length < end) {
          const { words, length } = next;
          let same = 0;
          while (same < words.length && view.getInt32(at + (same << 2), true) === words[same]) same += 1;
          if (same === words.length && view.getInt32(at + length - 4, true) === next.tail) {
            members[depth] = next;
            place = next.place;
            selection.sep = at + next.sep;
            selection.nameStart = at + next.nameStart;
            selection.nameEnd = at + next.nameEnd;
            selection.name = next.name;
            at += length;
            state = VALUE;
          }
        }
      }

      let byte = 0;
      for (; at < end; at += 1) {
        byte = bytes[at] as number;
        if (byte > 0x20 || !(byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) break;
      }
      if (at >= end) break;

      if (state === AFTER) {
        if (depth === 0) throw malformed('something follows the document');
        if (byte === COMMA) {
          selection.sep = at;
          at += 1;
          if (isObject[depth] === 1) state = MEMBER;
          else {
            const index = (this.#indexes[depth] as number) + 1;
            this.#indexes[depth] = index;
            const holder = places[depth] as Place;
            place = holder.everyElement ?? holder.element(index);
            state = VALUE;
          }
          continue;
        }
        if (byte !== (isObject[depth] === 1 ? 0x7d : 0x5d)) throw malformed('a comma or a closing bracket is missing');
        // Closed below.
      } else if (state <= MEMBER) {
        if (byte === QUOTE) {
          const close = stringEnd(bytes, at + 1, end);
          if ((close < 0 ? -1 - close : close) - at > this.#limits.nameBytesMax) {
            throw tooLarge('the name of a member is too long', 'nameBytesMax');
          }
          if (close < 0) break;
          selection.nameStart = at;
          selection.nameEnd = close + 1;
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
        if (state === NEW_VALUE) this.#learn(depth, glue, at);
        state = VALUE;
        const way = muted ? place.scalarWhenMuted : place.scalar;
        // Nothing but going on: a value that is kept after one that is, or left out where all is.
        const plain = muted || (!place.special && selection.run >= 0 && (written[depth] as number) < UNKNOWN);

        if (byte === 0x7b || byte === 0x5b) {
          if (depth >= this.#limits.depthMax) throw tooLarge('objects and arrays are nested too deep', 'depthMax');
          const opensObject = byte === 0x7b;
          if (plain && way !== WHOLE && place.isSimple && (muted || (opensObject ? place.object : place.array))) {
            if (!muted) {
              written[depth] = SOMETHING;
              if (place.slot >= 0) tally.shown(place.slot);
            }
          } else {
            selection.depth = depth;
            selection.opens(place, opensObject);
            muted = selection.mutedDepth >= 0;
          }
          depth += 1;
          written[depth] = NOTHING;
          places[depth] = place;
          at += 1;
          selection.sep = glue = at;
          isObject[depth] = opensObject ? 1 : 0;
          if (opensObject) {
            members[depth] = place.first;
            this.#names[depth] = null;
            state = FIRST_MEMBER;
          } else {
            this.#indexes[depth] = 0;
            place = place.everyElement ?? place.element(0);
            state = FIRST_VALUE;
          }
          continue;
        }

        if (byte === QUOTE && way !== WHOLE) {
          if (plain && way === KEEP) {
            written[depth] = SOMETHING;
            if (place.slot >= 0) tally.shown(place.slot);
          } else if (!muted) {
            selection.depth = depth;
            if (way === DROP || !selection.keeps(place)) selection.drop(place);
          }
          let close = at + 1;
          // Four bytes at a time, while none of them is a quote, a backslash or a control character.
          while (close + 4 <= end) {
            const word = view.getInt32(close, true);
            const quote = word ^ 0x22222222;
            const backslash = word ^ 0x5c5c5c5c;
            const found = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((word - 0x20202020) & ~word);
            if ((found & 0x80808080) !== 0) break;
            close += 4;
          }
          while (close < end) {
            const next = bytes[close] as number;
            if (next === QUOTE || next === 0x5c || next < 0x20) break;
            close += 1;
          }
          if (close >= end || bytes[close] !== QUOTE) close = stringEnd(bytes, close, end);
          if (close < 0) {
            at = -1 - close;
            state = IN_STRING;
            break;
          }
          at = close + 1;
        } else if (byte === QUOTE) {
          const close = stringEnd(bytes, Math.max(at + 1, this.#seen), end);
          const reached = close < 0 ? -1 - close : close;
          if (reached - at > this.#limits.tokenBytesMax) {
            throw tooLarge('a string is too long to be masked', 'tokenBytesMax');
          }
          if (close < 0) {
            this.#seen = reached;
            break;
          }
          this.#seen = 0;
          selection.depth = depth;
          selection.whole(place, 'string', at, close + 1);
          at = close + 1;
        } else {
          const isNumber = byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
          const behind = isNumber ? numberEnd(bytes, at, end, last) : literalEnd(bytes, at, end);
          if (isNumber && (behind < 0 ? end : behind) - at > this.#limits.numberBytesMax) {
            throw tooLarge('a number is too long', 'numberBytesMax');
          }
          if (behind < 0) break;
          if (plain && way === KEEP) {
            written[depth] = SOMETHING;
            if (place.slot >= 0) tally.shown(place.slot);
          } else {
            selection.depth = depth;
            if (way === WHOLE)
              selection.whole(place, isNumber ? 'number' : byte === 0x6e ? 'null' : 'boolean', at, behind);
            else if (!muted && (way === DROP || !selection.keeps(place))) selection.drop(place);
          }
          at = behind;
        }
        glue = at;
        state = AFTER;
        if (depth === 0 && selection.run < 0) selection.run = at;
        continue;
      }

      // A bracket closes.
      if (!muted) {
        if (selection.run < 0) selection.run = at;
      } else if (selection.mutedDepth === depth) {
        selection.mutedDepth = -1;
        muted = false;
      }
      at += 1;
      selection.closes(depth, at);
      depth -= 1;
      glue = at;
      state = AFTER;
      if (depth === 0 && selection.run < 0) selection.run = at;
    }
    this.#state = state;
    this.#at = at;
    this.#glue = glue;
    this.#place = place;
    selection.depth = depth;
  }

  /** The place of the value of the next member of the object at `depth`. */
  #member(depth: number, name: string): Place {
    this.#selection.name = name;
    const owner = this.#selection.places[depth] as Place;
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

  /** The member's value starts at `at`: what led to it from the value before is what is looked for the next time. */
  #learn(depth: number, glue: number, at: number): void {
    const member = this.#members[depth] as Member | null;
    if (member === null || glue < 0 || at - glue < 4 || at - glue > this.#limits.nameBytesMax) return;
    const { sep, nameStart, nameEnd } = this.#selection;
    member.learn(this.#bytes.subarray(glue, at), {
      sep: sep - glue,
      nameStart: nameStart - glue,
      nameEnd: nameEnd - glue,
    });
  }

  /** A document inside a string, transformed by itself. */
  #embedded(treatment: Extract<Treatment, { kind: 'decode' }>, text: string): string {
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
    return (walker.rootDropped ? Buffer.from('null') : output.take()).toString(encoding);
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
