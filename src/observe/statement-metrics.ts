import type { CounterCell } from './cells.js';
import type { fieldDecisions, verdicts } from './definitions.js';

type Verdict = (typeof verdicts)[number];
type FieldDecision = (typeof fieldDecisions)[number];

/** What is counted for one store and purpose. A session keeps the one it needs; each call is one addition. */
export class StatementMetrics {
  readonly #verdicts: Readonly<Record<Verdict, CounterCell>>;
  readonly #fields: Readonly<Record<FieldDecision, CounterCell>>;
  readonly #lookups: CounterCell;

  constructor(cells: {
    readonly verdicts: Readonly<Record<Verdict, CounterCell>>;
    readonly fields: Readonly<Record<FieldDecision, CounterCell>>;
    readonly lookups: CounterCell;
  }) {
    this.#verdicts = cells.verdicts;
    this.#fields = cells.fields;
    this.#lookups = cells.lookups;
  }

  statement(verdict: Verdict): void {
    this.#verdicts[verdict].add(1);
  }

  lookups(count: number): void {
    this.#lookups.add(count);
  }

  fields(decision: FieldDecision, count: number): void {
    this.#fields[decision].add(count);
  }
}
