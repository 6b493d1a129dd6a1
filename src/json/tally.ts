import type { CompiledPlan } from './compiled-plan.js';
import type { Counts, FieldCounts } from './transform.js';

/**
 * One row of numbers: records, then how often each field was shown, then how often it was withheld. Not a typed array: there
 * is one for each record that is held, and the memory of those is not the heap's.
 */
export type Numbers = number[];

/** Counts what comes out. What a record that is held adds is counted by itself until it is decided. */
export class Tally {
  readonly #plan: CompiledPlan;
  readonly #records: number;
  readonly #slots: number;
  readonly #total: Numbers;
  /** What each record starts with: copying is faster than filling. */
  readonly #nothing: Numbers;
  /** Of the innermost record that is held, or the total. */
  #numbers: Numbers;
  readonly #outer: Numbers[] = [];
  readonly #dropped: number[];
  undeclared = 0;

  constructor(plan: CompiledPlan) {
    this.#plan = plan;
    this.#records = plan.source.records.length;
    this.#slots = plan.automaton.slots;
    this.#nothing = new Array<number>(this.#records + 2 * this.#slots).fill(0);
    this.#total = this.#nothing.slice();
    this.#numbers = this.#total;
    this.#dropped = new Array<number>(this.#records).fill(0);
  }

  /** Nothing is counted yet. */
  restart(): void {
    this.#total.fill(0);
    this.#dropped.fill(0);
    this.#outer.length = 0;
    this.#numbers = this.#total;
    this.undeclared = 0;
  }

  record(records: number): void {
    this.#numbers[records] = (this.#numbers[records] as number) + 1;
  }

  shown(slot: number): void {
    const at = this.#records + slot;
    this.#numbers[at] = (this.#numbers[at] as number) + 1;
  }

  withheld(slot: number): void {
    if (slot < 0) {
      this.undeclared += 1;
      return;
    }
    const at = this.#records + this.#slots + slot;
    this.#numbers[at] = (this.#numbers[at] as number) + 1;
  }

  /** A record that is held starts, and is counted within it. */
  begin(records: number): Numbers {
    this.#outer.push(this.#numbers);
    this.#numbers = this.#nothing.slice();
    this.record(records);
    return this.#numbers;
  }

  /** The innermost one has ended. */
  end(): void {
    this.#numbers = this.#outer.pop() ?? this.#total;
  }

  /** What a record added that stays: to the record around it, when that is not decided. */
  keep(added: Numbers, into: Numbers = this.#total): void {
    for (let index = 0; index < added.length; index += 1) {
      into[index] = (into[index] as number) + (added[index] as number);
    }
  }

  /** All that was left out of a document within a text is left out of the one around it. */
  leftOutWithin({ undeclared, counts }: Tally): void {
    const fields = [...counts.fields.flat(), ...counts.outside];
    this.undeclared += fields.reduce((sum, { withheld }) => sum + withheld, undeclared);
  }

  drop(records: number): void {
    this.#dropped[records] = (this.#dropped[records] as number) + 1;
  }

  /** Records that came out, of all kinds. */
  get records(): number {
    let sum = 0;
    for (let index = 0; index < this.#records; index += 1) sum += this.#total[index] as number;
    return sum;
  }

  get dropped(): number {
    let sum = 0;
    for (const count of this.#dropped) sum += count;
    return sum;
  }

  get counts(): Counts {
    let slot = 0;
    const take = (fields: readonly unknown[] | undefined): readonly FieldCounts[] =>
      (this.#slots === 0 ? [] : (fields ?? [])).map(() => {
        const at = this.#records + slot++;
        return { shown: this.#total[at] as number, withheld: this.#total[at + this.#slots] as number };
      });
    return {
      records: this.#total.slice(0, this.#records),
      dropped: [...this.#dropped],
      fields: this.#plan.source.records.map(({ fields }) => take(fields)),
      outside: take(this.#plan.source.fields),
      undeclared: this.undeclared,
    };
  }
}
