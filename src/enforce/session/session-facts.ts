import type { Principal } from '../../policy/index.js';
import type { CatalogSource } from '../../sql/index.js';
import type { GateStore } from '../gate-options.js';
import type { GateState } from '../gate-state.js';
import type { Startup } from './startup-parameters.js';

/** Who a session is, and what it was opened on. */
export interface SessionFacts {
  readonly state: GateState;
  readonly store: GateStore;
  readonly principal: Principal;
  /** Said at the door, or the principal's only one; null when none was. */
  readonly purpose: string | null;
  readonly database: string;
  readonly catalog: CatalogSource;
  readonly startup: Startup;
}
