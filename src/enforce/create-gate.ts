import { GatewayError } from '../errors/index.js';
import { admit } from '../policy/index.js';
import type { ConnectionFacts, Gate, GateSession } from './gate.js';
import type { GateOptions } from './gate-options.js';
import { GateState } from './gate-state.js';
import { refusalError } from './plan-space.js';
import { GuardedSession } from './session/guarded-session.js';
import { readStartup } from './session/startup-parameters.js';
import { transparentSession } from './session/transparent-session.js';

/** The gate over one configuration, which a reload replaces under running sessions: their next statement sees the new one. */
export interface ReloadableGate extends Gate {
  reload(options: GateOptions): void;
}

export function createGate(options: GateOptions): ReloadableGate {
  const state = new GateState(options);
  return {
    open: (connection) => open(state, connection),
    reload: (next) => state.replace(next),
  };
}

function open(state: GateState, connection: ConnectionFacts): GateSession | GatewayError {
  const { policy } = state.options;
  const store = state.store(connection.store);
  if (store === undefined)
    return new GatewayError('undefined_database', `database "${connection.database}" does not exist`);
  const principal = policy.principals.get(connection.principal);
  if (principal === undefined) return new GatewayError('authorization', 'the principal is not configured');
  const classified = policy.dataMap.relations.some((entry) => entry.store === store.name);
  const startup = readStartup(connection.parameters, classified || store.unlisted === 'refuse', store.settings);
  if (startup instanceof GatewayError) return startup;
  const purpose =
    connection.purpose ?? startup.purpose ?? (principal.purposes.length === 1 ? principal.purposes[0] : null) ?? null;
  if (purpose !== null) {
    const refusal = admit(policy, { principal: principal.name, purpose }, state.options.clock.now());
    if (refusal !== null) return authorizationError(refusalError(refusal));
  }
  if (!classified && store.unlisted === 'allow') return transparentSession(connection.parameters, purpose);
  const catalog = store.catalog(connection.database);
  if (catalog === null)
    return new GatewayError('undefined_database', `database "${connection.database}" does not exist`);
  return new GuardedSession({ state, store, principal, purpose, database: connection.database, catalog, startup });
}

/** At the door a refusal ends the connection: 28000, as PostgreSQL has it. */
function authorizationError(refusal: GatewayError): GatewayError {
  return new GatewayError('authorization', refusal.message, refusal.hint === undefined ? {} : { hint: refusal.hint });
}
