import { invariant } from '../base/index.js';
import { GatewayError } from '../errors/index.js';
import type { CompiledPlan } from './compiled-plan.js';
import type { Comma, Either, HeldRecord } from './held-record.js';
import { maskedText } from './masked-text.js';
import { asciiSpareBytes, type MaskAscii, type MaskedScalar, type RecordsFilter } from './plan.js';
import { tooLarge } from './refusals.js';
import { writePlainString } from './string-text.js';
import { Tally } from './tally.js';
import type { PendingRecord } from './transform.js';

const QUOTE = 0x22;

/** Memory for output is taken in pieces up to this size, and given out in parts. */
const slabBytesMax = 1 << 20;
const firstSpareBytes = 128;
const ownCopyBytesMax = 256;
/** Memory of a larger body is not kept for the next. */
const keptBytesMax = 1 << 16;
const none = Buffer.alloc(0);

/**
 * The bytes that come out. What lies behind a record that is not decided, or that has not ended, is not given away; once all
 * that are pending are decided, dropped ones are cut out, with the commas that would be too many.
 */
export class HeldOutput {
  readonly tally: Tally;
  readonly #recordBytesMax: number;
  readonly #recordsMax: number;
  /** By records plan. */
  readonly #filters: readonly (RecordsFilter | undefined)[];
  /** What is not taken yet is [start, length); what was taken before it is the callers'. */
  bytes: Buffer = none;
  #view = new DataView(none.buffer, 0, 0);
  start = 0;
  length = 0;
  /** In the order of their places. */
  #entries: (HeldRecord | Comma)[] = [];
  readonly #open: HeldRecord[] = [];
  #pending: HeldRecord[] = [];
  #documentStart = -1;

  constructor(plan: CompiledPlan, recordBytesMax: number) {
    this.tally = new Tally(plan);
    this.#recordsMax = plan.source.recordsMax ?? Number.POSITIVE_INFINITY;
    this.#filters = plan.source.records.map(({ filter }) => filter);
    this.#recordBytesMax = recordBytesMax;
  }

  get pending(): readonly PendingRecord[] {
    return this.#pending;
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    if (this.length + more > this.bytes.length) this.#grow(more);
  }

  #grow(more: number): void {
    const kept = this.length - this.start;
    // The first time as much as comes in is most often enough: what is taken away makes room for what masks add.
    const first = this.bytes.length === 0 ? more + firstSpareBytes : 2 * (kept + more);
    const wanted = Math.max(first, Math.min(2 * this.bytes.length, slabBytesMax));
    const grown = Buffer.allocUnsafe(wanted);
    this.bytes.copy(grown, 0, this.start, this.length);
    for (const entry of this.#entries) {
      if ('start' in entry) entry.start -= this.start;
      else entry.at -= this.start;
      if ('end' in entry && entry.end >= 0) entry.end -= this.start;
    }
    if (this.#documentStart >= 0) this.#documentStart -= this.start;
    this.bytes = grown;
    this.#view = new DataView(grown.buffer, grown.byteOffset, grown.length);
    this.start = 0;
    this.length = kept;
  }

  /** Writes [start, end) of `source`, of which `view` is a view. */
  write(source: Buffer, view: DataView, start: number, end: number): void {
    if (end <= start) return;
    const more = end - start;
    this.reserve(more);
    // A call out of JavaScript costs more than copying these does, four words a turn.
    if (more <= ownCopyBytesMax) {
      const [bytes, words] = [this.bytes, this.#view];
      let from = start;
      let at = this.length;
      for (; from + 16 <= end; from += 16, at += 16) {
        words.setInt32(at, view.getInt32(from, true), true);
        words.setInt32(at + 4, view.getInt32(from + 4, true), true);
        words.setInt32(at + 8, view.getInt32(from + 8, true), true);
        words.setInt32(at + 12, view.getInt32(from + 12, true), true);
      }
      for (; from + 4 <= end; from += 4, at += 4) words.setInt32(at, view.getInt32(from, true), true);
      for (; from < end; from += 1, at += 1) bytes[at] = source[from] as number;
    } else source.copy(this.bytes, this.length, start, end);
    this.length += more;
  }

  /**
   * Something that stays, or the end, comes next in a container. True: nothing before it was kept. Null: that is not decided; what
   * stands before it in either case is to be written next, one behind the other.
   */
  isFirst(either: Either): boolean | null {
    const { slot } = either;
    if (slot.kept) return false;
    if (this.#entries.length > 0) {
      this.#entries.push({ at: this.length, ...either });
      return null;
    }
    slot.kept = true;
    return true;
  }

  writeSpace(space: Buffer): void {
    if (space.length === 0) return;
    this.reserve(space.length);
    this.bytes.set(space, this.length);
    this.length += space.length;
  }

  /** Writes what a mask gave. */
  writeScalar(value: Exclude<MaskedScalar, undefined>): void {
    if (typeof value === 'string') {
      this.reserve(value.length + 2);
      const end = writePlainString(this.bytes, this.length, value);
      if (end >= 0) {
        this.length = end;
        return;
      }
    }
    this.writeText(maskedText(value));
  }

  /** Writes [run, start) of `source` and, as a string, what a mask makes of [start, end) within the quotes there. False: nothing. */
  writeMasked(
    source: Buffer,
    view: DataView,
    { run, start, end, mask }: { run: number; start: number; end: number; mask: MaskAscii },
  ): boolean {
    // Room for all of it at once: what is taken back lies where it did.
    this.reserve(end - run + asciiSpareBytes);
    const before = this.length;
    this.write(source, view, run, start + 1);
    const closed = mask(source, start + 1, end - 1, this.bytes, this.length);
    if (closed < 0) {
      this.length = before;
      return false;
    }
    this.bytes[closed] = QUOTE;
    this.length = closed + 1;
    return true;
  }

  /** Writes `text`, JSON already. */
  writeText(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length, 'utf8');
  }

  /** Makes ready for another body. All of the one before has been decided and taken: its bytes stay its takers'. */
  restart(): void {
    invariant(this.#entries.length === 0 && this.start === this.length, 'all of a body is taken before the next one');
    this.tally.restart();
    this.#documentStart = -1;
    if (this.bytes.length <= keptBytesMax) return;
    this.bytes = none;
    this.#view = new DataView(none.buffer, 0, 0);
    this.start = this.length = 0;
  }

  /** Whatever is written from here on belongs to one document: if that is one record, it goes with it. */
  startDocument(): void {
    this.#documentStart = this.length;
  }

  /** Nothing of the document is to come out. What was written of it was not taken yet. */
  cancelDocument(): void {
    this.length = this.#documentStart;
  }

  /** A record starts here, its comma included, or where the document did. It is counted as there. */
  open(records: number, reads: number, where: Pick<HeldRecord, 'slot' | 'gap' | 'lead'> | 'null' | null): HeldRecord {
    const container = where === 'null' ? null : where;
    const held: HeldRecord = {
      records,
      values: new Array<undefined>(reads),
      slot: container?.slot ?? null,
      gap: container?.gap ?? 0,
      lead: container?.lead ?? 0,
      becomesNull: where === 'null',
      start: where === null && this.#documentStart >= 0 ? this.#documentStart : this.length,
      end: -1,
      keep: true,
      decided: false,
      counted: this.tally.begin(records),
      around: this.#open.at(-1) ?? null,
    };
    this.#entries.push(held);
    this.#open.push(held);
    return held;
  }

  /** The innermost record that is open has ended. False: it was decided at once, and nothing is left of it. */
  close(): boolean {
    const held = this.#open.pop();
    invariant(held !== undefined, 'a record is open');
    this.#checkSize(held);
    const decide = this.#filters[held.records]?.decide;
    if (decide !== undefined) return this.#decideAtOnce(held, decide);
    // Room for `null` in its place; white space behind a value says nothing.
    if (held.becomesNull && this.length - held.start < 4) this.writeText(' '.repeat(4 - (this.length - held.start)));
    held.end = this.length;
    this.tally.end();
    this.#pending.push(held);
    return true;
  }

  /** Nothing that waits lies behind the record: it is the last of what is held, and what lies around it is open. */
  #decideAtOnce(held: HeldRecord, decide: NonNullable<RecordsFilter['decide']>): boolean {
    this.#entries.pop();
    this.tally.end();
    if (decide(held.values)) {
      this.tally.keep(held.counted, held.around?.counted);
      this.#checkCount();
      return true;
    }
    this.tally.drop(held.records);
    this.length = held.start;
    if (held.becomesNull) this.writeText('null');
    return held.becomesNull;
  }

  /** Checks that no open record holds back too much. */
  checkHeld(): void {
    const first = this.#open[0];
    if (first !== undefined) this.#checkSize(first);
  }

  resolve(keep: readonly boolean[]): void {
    invariant(keep.length === this.#pending.length, 'each pending record is decided');
    this.#pending.forEach((held, index) => {
      held.keep = keep[index] === true;
    });
    this.#pending = [];
    let read = this.start;
    let written = this.start;
    const moveTo = (place: number) => {
      if (read !== written && place > read) this.bytes.copyWithin(written, read, place);
      written += Math.max(0, place - read);
      read = Math.max(read, place);
    };
    const choose = ({ slot, gap, lead }: Either) => {
      if (slot.kept) {
        moveTo(read + gap);
        read += lead;
      } else read += gap;
      slot.kept = true;
    };
    for (const entry of this.#entries) {
      if (!('start' in entry)) {
        if (entry.at < read) continue;
        moveTo(entry.at);
        choose(entry);
        continue;
      }
      if (entry.start < read) continue;
      moveTo(entry.start);
      entry.start = written;
      if (entry.end < 0) continue;
      if (entry.keep) {
        const { slot, gap, lead } = entry;
        if (slot !== null) choose({ slot, gap, lead });
        let { around } = entry;
        while (around?.decided) around = around.around;
        this.tally.keep(entry.counted, around?.counted);
        entry.decided = true;
      } else {
        this.tally.drop(entry.records);
        read = entry.end;
        if (entry.becomesNull) written += this.bytes.write('null', written, 'latin1');
      }
    }
    moveTo(this.length);
    this.length = written;
    this.#entries = [...this.#open];
    this.#checkCount();
  }

  /** What is decided. The bytes are the caller's. */
  take(): Buffer {
    const first = this.#entries[0];
    const ready = first === undefined ? this.length : 'start' in first ? first.start : first.at;
    const taken = this.bytes.subarray(this.start, ready);
    this.start = ready;
    return taken;
  }

  /** A record came out without being held. */
  counted(records: number): void {
    this.tally.record(records);
    if (this.#recordsMax !== Number.POSITIVE_INFINITY) this.#checkCount();
  }

  #checkCount(): void {
    if (this.tally.records > this.#recordsMax) {
      throw new GatewayError('limit_exceeded', `the answer has more than ${this.#recordsMax} records`);
    }
  }

  #checkSize(held: HeldRecord): void {
    if (this.length - held.start > this.#recordBytesMax) {
      throw tooLarge('a record is too long to be held for its decision', 'recordBytesMax');
    }
  }
}
