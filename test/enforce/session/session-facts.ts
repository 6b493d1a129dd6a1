import { GateState } from '../../../src/enforce/gate-state.js';
import type { GateOptions } from '../../../src/enforce/index.js';
import type { SessionFacts } from '../../../src/enforce/session/session-facts.js';
import type { Policy } from '../../../src/policy/index.js';
import { gateOptions, testConsent } from '../gate-options.js';
import { shopPolicy } from '../shop-policy.js';
import { smallCatalog } from '../small-view.js';

/** What a session over the small shop is opened on. */
export function smallFacts(principal: string, policy: Policy = shopPolicy(), changes: Partial<GateOptions> = {}) {
  let known = smallCatalog;
  const catalog = { current: () => known, refresh: async () => known };
  const store = { consent: testConsent('customer_id', 'expires_at'), catalog: () => catalog };
  const options = gateOptions(policy, store, changes);
  const state = new GateState(options);
  const facts: SessionFacts = {
    state,
    store: options.stores[0]!,
    principal: policy.principals.get(principal)!,
    purpose: null,
    database: 'shop',
    catalog,
    startup: { parameters: new Map(), purpose: null, searchPath: null },
  };
  return {
    facts,
    reload: (next: Partial<GateOptions> = {}) => state.replace({ ...options, ...next }),
    catalogChanges: () => {
      known = { ...known, version: known.version + 1 };
    },
  };
}
