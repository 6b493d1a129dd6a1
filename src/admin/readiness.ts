import { answerJson, answerProblem } from './answer.js';
import type { Operation } from './operation.js';
import { problem } from './problem.js';

/**
 * Whether the gateway can serve: its listener is open, a policy is in force, the store answers. Reasons are fixed words
 * (`listener_closed`, `policy_missing`, `upstream_unreachable`), at least one when it is not ready.
 */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reasons: readonly string[] };

/** `/readyz`: 200 when it serves, 503 with the reasons when not. */
export function readiness(read: () => Readiness | Promise<Readiness>): Operation {
  return {
    path: '/readyz',
    open: true,
    answer: async () => {
      const state = await read();
      if (state.ready) return answerJson(200, { status: 'ready' });
      return answerProblem(problem(503, { detail: 'the gateway does not serve', reasons: state.reasons }));
    },
  };
}
