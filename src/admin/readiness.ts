import { answerJson, answerProblem } from './answer.js';
import type { Operation } from './operation.js';
import { problem } from './problem.js';

/**
 * Whether the gateway can serve: its listener is open, a policy is in force, the store answers. Reasons and warnings are
 * fixed words: `listener_closed`, `policy_missing`, `upstream_unreachable` (at least one when it is not ready), and
 * `configuration_refused` while what the files say is not what is in force.
 */
export type Readiness = { readonly warnings?: readonly string[] } & (
  | { readonly ready: true }
  | {
      readonly ready: false;
      readonly reasons: readonly string[];
      /** When things may have changed: a store that is away is asked again then. */
      readonly retryInMs?: number | null;
    }
);

/** `/readyz`: 200 when it serves, 503 with the reasons when not. */
export function readiness(read: () => Readiness | Promise<Readiness>): Operation {
  return {
    path: '/readyz',
    open: true,
    answer: async () => {
      const state = await read();
      const { warnings = [] } = state;
      const said = warnings.length === 0 ? {} : { warnings };
      if (state.ready) return answerJson(200, { status: 'ready', ...said });
      const { reasons, retryInMs = null } = state;
      const document = problem(503, { detail: 'the gateway does not serve', reasons, ...said });
      return answerProblem(document, retryInMs === null ? {} : { 'retry-after': String(Math.ceil(retryInMs / 1000)) });
    },
  };
}
