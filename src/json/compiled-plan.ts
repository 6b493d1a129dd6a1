import { GatewayError } from '../errors/index.js';
import { Automaton } from './automaton.js';
import { type Place, PlaceTable } from './place.js';
import type { DocumentPlan, Treatment } from './plan.js';

/**
 * A plan, ready to be used by any number of transforms, one after another or interleaved. It remembers the shapes of the
 * objects that it met (names only, bounded), which is what makes the next ones fast.
 */
export class CompiledPlan {
  readonly source: DocumentPlan;
  readonly automaton: Automaton;
  /** Records are decided as they end: none ever waits. */
  readonly decidesAtOnce: boolean;
  #places: PlaceTable;

  /** @throws GatewayError `invalid_parameter` for a plan that contradicts itself. */
  constructor(source: DocumentPlan) {
    this.source = source;
    this.automaton = new Automaton(source);
    const filters = source.records.flatMap(({ filter }) => filter ?? []);
    this.decidesAtOnce = filters.some(({ decide }) => decide !== undefined);
    if (this.decidesAtOnce && !filters.every(({ decide }) => decide !== undefined)) {
      throw new GatewayError('invalid_parameter', 'some records would be decided as they end, and others would wait');
    }
    this.#places = new PlaceTable(this.automaton);
    // What is inside a string is planned beforehand too, so that its mistakes show at once.
    for (const { treatment } of [...source.records.flatMap(({ fields }) => fields), ...(source.fields ?? [])]) {
      if (treatment.kind === 'decode') embeddedPlan(treatment);
    }
  }

  /** Where a document starts. A table that is full makes way for a new one. */
  rootPlace(): Place {
    if (this.#places.isFull) this.#places = new PlaceTable(this.automaton);
    return this.#places.root;
  }
}

const embedded = new WeakMap<Treatment, CompiledPlan>();

/** The plan for what a string holds. */
export function embeddedPlan(treatment: Extract<Treatment, { kind: 'decode' }>): CompiledPlan {
  let plan = embedded.get(treatment);
  if (plan === undefined) {
    if (treatment.plan.records.some(({ filter }) => filter !== undefined)) {
      throw new GatewayError('invalid_parameter', 'records inside a string are not filtered');
    }
    plan = new CompiledPlan(treatment.plan);
    embedded.set(treatment, plan);
  }
  return plan;
}
