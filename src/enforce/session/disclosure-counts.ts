import { GatewayError } from '../../errors/index.js';
import type { ShownFields } from '../shown-fields.js';
import type { SessionFacts } from './session-facts.js';

/** Counts what a session is shown, for metrics and for the budget of lookups. */
export class DisclosureCounts {
  readonly #facts: Pick<SessionFacts, 'state' | 'store' | 'principal'>;

  constructor(facts: Pick<SessionFacts, 'state' | 'store' | 'principal'>) {
    this.#facts = facts;
  }

  /** A statement has been sent for `purpose`. */
  sent(fields: ShownFields, purpose: string | null, elements?: number): void {
    if (purpose === null) return;
    const { state, store } = this.#facts;
    const { observer } = state.options;
    if (fields.pass > 0) observer.fields(store.name, purpose, 'pass', fields.pass);
    if (fields.mask > 0) observer.fields(store.name, purpose, 'mask', fields.mask);
    if (fields.withhold > 0) observer.fields(store.name, purpose, 'withhold', fields.withhold);
    const lookups = lookupsIn(fields, elements);
    if (lookups > 0) {
      observer.lookups(store.name, purpose, lookups);
      state.lookups.use(this.#facts.principal.name, lookups);
    }
  }

  /** Why a statement with `count` lookups may not run now; null: it may. */
  lookupsUsedUp(count: number): GatewayError | null {
    if (count === 0) return null;
    const { state, principal } = this.#facts;
    const perMinute = state.options.policy.principals.get(principal.name)?.lookupsPerMinute ?? 0;
    if (state.lookups.allows(principal.name, count, perMinute)) return null;
    return new GatewayError('limit_exceeded', `more than ${perMinute} lookups of masked columns in a minute`, {
      sqlstate: '53400',
      hint: 'wait, or ask the operator for more: `lookups: { per_minute: … }` of the principal',
    });
  }
}

/** How many values are looked up, with those of arrays. Where nobody has counted them there may be any number. */
export function lookupsIn({ lookups, lookupArrays }: ShownFields, elements = Number.POSITIVE_INFINITY): number {
  return lookupArrays === undefined ? lookups : lookups + elements;
}
