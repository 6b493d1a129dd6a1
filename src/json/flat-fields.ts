import { GatewayError } from '../errors/index.js';
import { foldName, type PlaceState, type Read } from './automaton.js';
import type { CompiledPlan } from './compiled-plan.js';
import type { HeldOutput } from './held-output.js';
import type { MaskedScalar } from './plan.js';
import { malformed } from './refusals.js';
import type { ReadValue } from './transform.js';

/** A field of records that have no structure: a column, or a part of a form. */
export interface FlatField {
  /** Its name and values may come out. */
  readonly shown: boolean;
  readonly state: PlaceState;
}

/** The plan's records, where a body is a list of them without structure: `$` or `$[*]` is one. */
export class FlatFields {
  readonly records: number;
  readonly filtered: boolean;
  readonly readsMax: number;
  readonly #plan: CompiledPlan;
  readonly #state: PlaceState;

  /** @throws GatewayError `invalid_parameter` when the plan's records are elsewhere. */
  constructor(plan: CompiledPlan) {
    const { root } = plan.automaton;
    this.#plan = plan;
    this.#state = root.record >= 0 ? root : plan.automaton.element(root, 0);
    this.records = this.#state.record;
    if (this.records < 0) {
      throw new GatewayError('invalid_parameter', 'the records of a body without structure are `$` or `$[*]`');
    }
    this.filtered = this.#state.filtered;
    this.readsMax = plan.source.records[this.records]?.filter?.reads.length ?? 0;
  }

  field(name: string): FlatField {
    const state = this.#plan.automaton.member(this.#state, name);
    return { shown: state.shown && (state.treatment.kind === 'pass' || state.treatment.kind === 'mask'), state };
  }

  /** True when a name that the plan says, of a field or of a value that decisions need, is not among `names`. */
  misses(names: readonly string[]): boolean {
    const { source } = this.#plan;
    const records = source.records[this.records];
    const paths = [...(records?.fields ?? []).map(({ path }) => path), ...(records?.filter?.reads ?? [])];
    const alike = source.names === 'folded' ? foldName : (name: string) => name;
    const there = new Set(names.map(alike));
    return paths.some(({ segments: [first] }) =>
      first?.selectors.some((selector) => selector.kind === 'name' && !there.has(alike(selector.name))),
    );
  }
}

/** What comes out for a value; undefined: nothing; `text` itself when it passes. Counted in `output`. */
export function treatFlat({ shown, state }: FlatField, text: string, output: HeldOutput): MaskedScalar {
  const { treatment } = state;
  const value = !shown ? undefined : treatment.kind === 'mask' ? treatment.mask(text, 'string') : text;
  if (value === undefined) output.tally.withheld(state.slot);
  else if (state.slot >= 0) output.tally.shown(state.slot);
  return value;
}

/** Keeps a value that the decision on its record needs. */
export function readFlat(reads: readonly Read[], text: string, values: (ReadValue | undefined)[]): void {
  for (const { index } of reads) {
    if (values[index] !== undefined) throw malformed('a value that a row rule reads is there twice');
    values[index] = { type: 'string', text };
  }
}

/** The text of what a mask gave; empty for null. */
export function flatText(value: Exclude<MaskedScalar, undefined>): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.number : String(value);
}
