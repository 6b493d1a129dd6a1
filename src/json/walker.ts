import { type CompiledPlan, embeddedPlan } from './compiled-plan.js';
import { type Decode, embeddedDocument } from './embedded-document.js';
import { HeldOutput } from './held-output.js';
import { Input } from './input.js';
import type { JsonLimits } from './limits.js';
import { learn, ObjectMembers } from './object-members.js';
import { DROP, KEEP, type Place, WHOLE } from './place.js';
import { malformed, tooLarge } from './refusals.js';
import { asciiStringEnd, literalEnd, numberEnd, plainStringEnd, stringEnd } from './scan.js';
import { NOTHING, Selection, SOMETHING, UNKNOWN } from './selection.js';
import { decodeString } from './string-text.js';
import { AFTER, COLON, FIRST_MEMBER, FIRST_VALUE, IN_STRING, MEMBER, NEW_VALUE, VALUE } from './walk-state.js';

const QUOTE = 0x22;
const COMMA = 0x2c;

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
  readonly #indexes: number[] = [];
  readonly #members: ObjectMembers;
  /** The place of the value under way. */
  #place: Place;
  readonly #input = new Input();
  /** Where the walk has come in the input, and where the value before, or the bracket, ended. */
  #at = 0;
  #glue = 0;
  /** How far a token that was cut has been looked through. */
  #seen = 0;

  constructor(plan: CompiledPlan, limits: JsonLimits, output: HeldOutput, framed: boolean) {
    this.#plan = plan;
    this.#limits = limits;
    this.#output = output;
    this.#selection = new Selection(plan, limits, output, { framed, embed: (...of) => this.#embedded(...of) });
    this.#members = new ObjectMembers(limits, plan.source.duplicates === 'each');
    this.#place = plan.rootPlace();
  }

  /** Whether the plan leaves the whole document out, or it is a record that is still to be closed. */
  get root(): Pick<Selection, 'rootDropped' | 'rootHeld'> {
    return this.#selection;
  }

  /** Nothing but white space has come. */
  get isBlank(): boolean {
    return this.#state === VALUE && this.#selection.depth === 0 && this.#at === this.#input.carried;
  }

  /** Makes ready for another document of the same body. */
  restart(): void {
    this.#selection.restart();
    this.#place = this.#plan.rootPlace();
    this.#state = VALUE;
    this.#input.restart();
    this.#at = this.#seen = this.#glue = 0;
  }

  push(chunk: Buffer): void {
    this.#input.append(chunk);
    this.#output.reserve(this.#input.end);
    this.#scan(false);
    this.#settle();
  }

  /** The document ends here. */
  end(): void {
    // A number at the root ends with the document.
    if (this.#input.carried > 0) {
      this.#input.appendNothing();
      this.#scan(true);
      this.#settle();
    }
    if (this.#state !== AFTER || this.#selection.depth > 0) throw malformed('the document ends before it is complete');
  }

  /** Writes what is decided, and keeps what is not. */
  #settle(): void {
    const input = this.#input;
    const selection = this.#selection;
    // White space behind a value that may not come out stays until it is known whether the end follows.
    const waits = this.#state === AFTER && selection.isInDoubt;
    const from = this.#state <= VALUE ? selection.sep : waits ? this.#glue : this.#at;
    selection.flush(from);
    if (input.bytes.length - from > this.#limits.tokenBytesMax + this.#limits.nameBytesMax + 1024) {
      throw tooLarge('there is too much white space before a value', 'tokenBytesMax');
    }
    input.carry(from);
    this.#at -= from;
    this.#glue -= from;
    selection.sep = 0;
    selection.nameStart -= from;
    selection.nameEnd -= from;
    if (this.#seen > 0) this.#seen -= from;
    if (selection.run >= 0) selection.run = 0;
    this.#output.checkHeld();
  }

  /** Reads all that is there; with `last` nothing will follow. */
  #scan(last: boolean): void {
    const { bytes, view, end } = this.#input;
    const selection = this.#selection;
    selection.bytes = bytes;
    selection.view = view;
    const { isObject, written, places } = selection;
    const members = this.#members.reached;
    const tally = this.#output.tally;
    const { glue: known } = this.#place;
    let expected = known.words;
    let state = this.#state;
    let at = this.#at;
    let glue = this.#glue;
    let depth = selection.depth;
    let place = this.#place;
    let muted = selection.mutedDepth >= 0;
    // Of the frame at `depth`; kept in the arrays while another is inside.
    let inObject = isObject[depth] === 1;
    let member = members[depth] ?? null;
    // The value before was kept, or the bracket, and what is kept now is one run with it.
    let flows = false;

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
      if (inObject && at === glue && (state === AFTER || state === FIRST_MEMBER) && member !== null) {
        const next = member.predicted;
        if (next !== null && at + next.length < end) {
          const last = at + next.length - 4;
          let from = next.from;
          let same = at;
          while (same < last && view.getInt32(same, true) === expected[from]) {
            same += 4;
            from += 1;
          }
          if (same >= last && view.getInt32(last, true) === next.tail) {
            member = next;
            place = next.place;
            selection.sep = at + next.sep;
            selection.nameStart = at + next.nameStart;
            selection.nameEnd = at + next.nameEnd;
            selection.name = next.name;
            at = last + 4;
            state = VALUE;
            // What is kept after what is kept needs no more than to be read, and what is masked there than to be masked.
            if (flows) {
              const first = bytes[at] as number;
              let behind = -1;
              if (place.isPlain) {
                if (first === QUOTE) behind = plainStringEnd(bytes, view, at + 1, end) + 1;
                else if (first >= 0x30 && first <= 0x39) behind = numberEnd(bytes, at, end, false);
                else if (first >= 0x66 && first <= 0x74) behind = literalEnd(bytes, view, at, end);
                if (behind > 0 && (first === QUOTE || behind - at <= this.#limits.numberBytesMax)) {
                  written[depth] = SOMETHING;
                  if (place.slot >= 0) tally.shown(place.slot);
                  at = glue = behind;
                  state = AFTER;
                  continue;
                }
              } else if (first === QUOTE && place.ascii !== null && !place.special) {
                behind = asciiStringEnd(bytes, view, at + 1, end) + 1;
                selection.depth = depth;
                const fits = behind > 0 && behind - at <= this.#limits.tokenBytesMax;
                if (fits && selection.masksAscii(place, place.ascii, at, behind)) {
                  at = glue = behind;
                  state = AFTER;
                  continue;
                }
              }
            }
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
          if (inObject) state = MEMBER;
          else {
            const index = (this.#indexes[depth] as number) + 1;
            this.#indexes[depth] = index;
            const holder = places[depth] as Place;
            place = holder.everyElement ?? holder.element(index);
            state = VALUE;
          }
          continue;
        }
        if (byte !== (inObject ? 0x7d : 0x5d)) throw malformed('a comma or a closing bracket is missing');
      } else if (state <= MEMBER) {
        if (byte === QUOTE) {
          const close = stringEnd(bytes, at + 1, end);
          if ((close < 0 ? -1 - close : close) - at > this.#limits.nameBytesMax) {
            throw tooLarge('the name of a member is too long', 'nameBytesMax');
          }
          if (close < 0) break;
          selection.nameStart = at;
          selection.nameEnd = close + 1;
          members[depth] = member;
          selection.name = decodeString(bytes, at + 1, close);
          place = this.#members.next(depth, places[depth] as Place, selection.name);
          member = members[depth] ?? null;
          at = close + 1;
          state = COLON;
          continue;
        }
        if (byte !== 0x7d || state === MEMBER) throw malformed('the name of a member is missing');
      } else if (state === COLON) {
        if (byte !== 0x3a) throw malformed('a colon is missing');
        at += 1;
        state = NEW_VALUE;
        continue;
      } else if (!(state === FIRST_VALUE && byte === 0x5d)) {
        if (state === NEW_VALUE) {
          learn(member, known, bytes, { glue, at, selection });
          expected = known.words;
        }
        state = VALUE;
        const way = muted ? place.scalarWhenMuted : place.scalar;
        // Nothing but going on: a value that is kept after one that is, or left out where all is.
        const goesOn = muted || (selection.run >= 0 && (written[depth] as number) < UNKNOWN);
        const plain = goesOn && (muted || !place.special);

        if (byte === 0x7b || byte === 0x5b) {
          if (depth >= this.#limits.depthMax) throw tooLarge('objects and arrays are nested too deep', 'depthMax');
          const opensObject = byte === 0x7b;
          const simple = (plain || (goesOn && place.isCounted)) && way !== WHOLE && place.isSimple;
          if (simple && (muted || (opensObject ? place.object : place.array))) {
            if (!muted) {
              written[depth] = SOMETHING;
              if (place.isCounted) this.#output.counted(place.record);
              if (place.slot >= 0) tally.shown(place.slot);
            }
          } else {
            selection.depth = depth;
            selection.opens(place, opensObject, at);
            muted = selection.mutedDepth >= 0;
          }
          members[depth] = member;
          depth += 1;
          written[depth] = NOTHING;
          flows = !muted && selection.run >= 0;
          places[depth] = place;
          at += 1;
          selection.sep = glue = at;
          isObject[depth] = opensObject ? 1 : 0;
          inObject = opensObject;
          member = null;
          if (opensObject) {
            member = place.first;
            this.#members.opens(depth);
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
          let close = plainStringEnd(bytes, view, at + 1, end);
          if (close < 0) close = stringEnd(bytes, at + 1, end);
          if (close < 0) {
            at = -1 - close;
            state = IN_STRING;
            break;
          }
          at = close + 1;
        } else if (byte === QUOTE) {
          if (plain && !muted && place.ascii !== null && this.#seen === 0) {
            const behind = asciiStringEnd(bytes, view, at + 1, end) + 1;
            selection.depth = depth;
            const fits = behind > 0 && behind - at <= this.#limits.tokenBytesMax;
            if (fits && selection.masksAscii(place, place.ascii, at, behind)) {
              at = glue = behind;
              state = AFTER;
              flows = true;
              continue;
            }
          }
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
          if (plain && place.mask !== null && !muted) selection.masks(place, place.mask, at, close + 1);
          else selection.whole(place, 'string', at, close + 1);
          at = close + 1;
        } else {
          const isNumber = byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
          const behind = isNumber ? numberEnd(bytes, at, end, last) : literalEnd(bytes, view, at, end);
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
        flows = !muted && selection.run >= 0 && written[depth] === SOMETHING;
        if (depth === 0 && selection.run < 0) selection.run = at;
        continue;
      }

      // A bracket closes.
      if (!muted) {
        const wrote = written[depth] as number;
        if (selection.run < 0) selection.run = wrote === NOTHING ? at : glue;
        if (wrote === UNKNOWN && at > glue) selection.endsInDoubt(depth, glue, at);
      } else if (selection.mutedDepth === depth) {
        selection.mutedDepth = -1;
        muted = false;
      }
      at += 1;
      selection.closes(depth, at);
      depth -= 1;
      inObject = isObject[depth] === 1;
      member = members[depth] ?? null;
      flows = !muted && selection.run >= 0 && written[depth] === SOMETHING;
      glue = at;
      state = AFTER;
      if (depth === 0 && selection.run < 0) selection.run = at;
    }
    members[depth] = member;
    this.#state = state;
    this.#at = at;
    this.#glue = glue;
    this.#place = place;
    selection.depth = depth;
  }

  #embedded(treatment: Decode, text: string): string {
    return embeddedDocument(treatment, text, (bytes) => {
      const plan = embeddedPlan(treatment);
      const output = new HeldOutput(plan, this.#limits.recordBytesMax);
      const walker = new Walker(plan, this.#limits, output, false);
      walker.push(bytes);
      walker.end();
      this.#output.tally.leftOutWithin(output.tally);
      return walker.root.rootDropped ? Buffer.from('null') : output.take();
    });
  }
}
