import { Secret, systemClock } from '../../src/base/index.js';
import type { GateOptions, GateStore } from '../../src/enforce/index.js';
import type { Policy } from '../../src/policy/index.js';
import { defaultStatementLimits } from '../../src/sql/index.js';

/** Of tests alone. */
export const testSecret = Buffer.alloc(32, 7);

/** Where consent stands in the tests' stores. */
export function testConsent(subjectColumn: string, untilColumn: string): NonNullable<GateStore['consent']> {
  return {
    store: 'shop',
    relation: { schema: 'public', name: 'consent' },
    subjectColumn,
    purposeColumn: 'purpose',
    granted: (alias) => `${alias}."state" = 'given'`,
    untilColumn,
    objected: null,
    recordedAtColumn: null,
  };
}

/** A gate over one store called `shop`; `catalog` and `consent` say which. */
export function gateOptions(
  policy: Policy,
  store: Pick<GateStore, 'catalog' | 'consent'> & Partial<GateStore>,
  changes: Partial<GateOptions> = {},
): GateOptions {
  return {
    policy,
    stores: [{ name: 'shop', unlisted: 'allow', functions: new Set(), extensions: new Set(), ...store }],
    pseudonymSecret: new Secret(testSecret),
    clock: systemClock,
    limits: defaultStatementLimits,
    plansMax: 100,
    observer: { planCache: () => {}, lookups: () => {}, fields: () => {} },
    ...changes,
  };
}
