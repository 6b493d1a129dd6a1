import { GatewayError } from '../../errors/index.js';
import { type CatalogSnapshot, parseSearchPath } from '../../sql/index.js';
import type { PlanSpace } from '../plan-space.js';
import type { SessionFacts } from './session-facts.js';
import type { SessionSettings } from './session-settings.js';

/** A plan space, and what it was made for. */
interface LastSpace {
  readonly catalog: CatalogSnapshot;
  readonly version: number;
  readonly generation: number;
  readonly space: PlanSpace;
}

/** The plan spaces of one session: what it may see under what it has set, by the policy and catalog of the moment. */
export class AskerSpaces {
  readonly #facts: SessionFacts;
  #last: LastSpace | null = null;

  constructor(facts: SessionFacts) {
    this.#facts = facts;
  }

  /** That of what is set now. On every statement's way, so the last one is kept. */
  current(settings: SessionSettings): PlanSpace {
    const { state } = this.#facts;
    const catalog = this.#facts.catalog.current();
    const last = this.#last;
    if (
      last !== null &&
      last.catalog === catalog &&
      last.version === settings.version &&
      last.generation === state.generation &&
      state.options.clock.now() < last.space.validUntil
    ) {
      return last.space;
    }
    const space = this.of(settings);
    this.#last = { catalog, version: settings.version, generation: state.generation, space };
    return space;
  }

  /** @throws GatewayError where there is none: no such purpose, store or search_path. */
  of(settings: SessionSettings): PlanSpace {
    const { state, principal, database } = this.#facts;
    // As the configuration in force has it.
    const store = state.store(this.#facts.store.name);
    if (store === undefined) throw new GatewayError('refused', 'the store is not configured any more');
    const { purpose, searchPath } = settings.values;
    const path = parseSearchPath(searchPath);
    if (path === null) throw new GatewayError('refused', 'the search_path is no list of names, or a very long one');
    const asker = { store, database, principal: principal.name, purpose, path, pathText: searchPath };
    const space = state.space(asker, this.#facts.catalog.current());
    if (space instanceof GatewayError) throw space;
    return space;
  }
}
