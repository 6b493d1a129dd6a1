import type { GateStore } from '../../src/enforce/index.js';
import { createGate, type ForwardableStatement, type GateOptions, type GateSession } from '../../src/enforce/index.js';
import { GatewayError } from '../../src/errors/index.js';
import type { Policy } from '../../src/policy/index.js';
import type { CatalogSnapshot } from '../../src/sql/index.js';
import { gateOptions, testConsent } from './gate-options.js';
import { shopPolicy } from './shop-policy.js';
import { smallCatalog } from './small-view.js';

export interface SmallGateChanges {
  readonly policy?: Policy;
  readonly store?: Partial<GateStore>;
  readonly options?: Partial<GateOptions>;
}

/** The gate over the small shop's catalog, without a server. */
export interface SmallGate {
  /** Opens a session as `principal`, acting for `purpose`. */
  as(principal: string, purpose?: string | null, parameters?: Readonly<Record<string, string>>): GateSession;
  /** Puts another policy in force under the sessions that are open. */
  reload(policy: Policy): void;
  /** What the catalog is from when somebody next looks. */
  becomes(catalog: CatalogSnapshot): void;
  /** How often somebody has looked. */
  looks(): number;
}

export function smallGate(changes: SmallGateChanges = {}): SmallGate {
  let known = smallCatalog;
  let next = smallCatalog;
  let looks = 0;
  const source = {
    current: () => known,
    refresh: async () => {
      looks += 1;
      known = next;
      return known;
    },
  };
  const store = { consent: testConsent('customer_id', 'expires_at'), catalog: () => source, ...changes.store };
  const options = (policy: Policy) => gateOptions(policy, store, changes.options);
  const gate = createGate(options(changes.policy ?? shopPolicy()));
  return {
    as: (principal, purpose = null, parameters = {}) => {
      const facts = { principal, purpose, store: 'shop', database: 'shop' };
      const session = gate.open({ ...facts, parameters: new Map(Object.entries(parameters)) });
      if (session instanceof GatewayError) throw session;
      return session;
    },
    reload: (policy) => gate.reload(options(policy)),
    becomes: (catalog) => {
      next = { ...catalog, version: known.version + 1 };
    },
    looks: () => looks,
  };
}

/** The statement as it is let through; throws why it is not. */
export function admit(
  session: GateSession,
  text: string,
  protocol: 'simple' | 'extended' = 'simple',
  parameterTypes: readonly number[] = [],
): ForwardableStatement {
  const verdict = session.admit(text, protocol, parameterTypes);
  if (verdict.kind !== 'forward') throw verdict.kind === 'refuse' ? verdict.error : new Error(verdict.kind);
  return verdict.statement;
}

/** Lets a statement through and runs it, as far as the gate is told of it. */
export function run(session: GateSession, text: string, status: 'I' | 'T' | 'E' = 'I', rolledBack = false): string {
  const statement = admit(session, text);
  session.sent(statement);
  session.transactionState(status, rolledBack);
  return statement.bytes.toString();
}

/** Why a statement is not let through; throws when it is. */
export function refused(session: GateSession, text: string): GatewayError {
  const verdict = session.admit(text, 'simple');
  if (verdict.kind !== 'refuse') throw new Error(`${verdict.kind}: ${text}`);
  return verdict.error;
}
