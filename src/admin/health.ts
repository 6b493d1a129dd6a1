import { answerJson } from './answer.js';
import type { Operation } from './operation.js';

/** `/healthz`: the process lives and its event loop turns. Says nothing about the store, so a lost store restarts nothing. */
export function health(): Operation {
  return { path: '/healthz', open: true, answer: () => answerJson(200, { status: 'alive' }) };
}
