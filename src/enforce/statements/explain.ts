import type { Steps } from '../../base/index.js';
import { as, type Struct } from '../../sql/index.js';
import { readExplainOptions, sentOptions } from '../explain/explain-options.js';
import { explainedAnswer, namesGiven } from '../explain/explained-answer.js';
import { refused } from '../refused.js';
import type { StatementState } from './statement-state.js';

/**
 * EXPLAIN, for principals with `may: [explain]`. Of protected relations the server is asked for a plan that is written anew
 * before it is shown: see explain/shown-plan.ts. With ANALYZE the guarded statement is run.
 *
 * @throws GatewayError `refused`.
 */
export function* admitExplain(struct: Struct, state: StatementState, admitting: Steps<void>): Steps<void> {
  const { context, answer } = state;
  if (!context.view.may.has('explain')) {
    throw refused('EXPLAIN is not permitted', 'an operator can permit it: `may: [explain]`');
  }
  if (as(struct.query, 'ExecuteStmt') !== undefined) {
    // Others are EXPLAIN of the statement itself by now: see session/explained-execute.ts.
    throw refused(
      'EXPLAIN of EXECUTE takes what is prepared in this session, and a short constant for each parameter',
      'send it by itself, or EXPLAIN the statement',
    );
  }
  const names = namesGiven(struct.query);
  yield* admitting;
  if (context.touched.size === 0) return;
  const options = readExplainOptions(struct.options);
  struct.options = sentOptions(options);
  answer.rewritten = explainedAnswer({ ...options, names, statement: struct.query }, context);
}
