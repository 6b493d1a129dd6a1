import { GatewayError } from '../../errors/index.js';
import { type StatementLimits, wordsOf } from '../../sql/index.js';
import type { PlanSpace } from '../plan-space.js';
import { planStatement, readText } from '../plan-statements.js';
import type { Origin } from '../statements/effect.js';
import type { SessionState } from '../statements/statement-state.js';

/** Whether what stands behind names of a session would be planned today as it was. */
export class JudgedAnew {
  /** With the last plan space in which they still were what they had been. */
  readonly #confirmed = new WeakMap<Origin, string>();

  /**
   * For the names in one text, which may have as much planned anew as a text may have planned at all.
   *
   * The function that is returned throws GatewayError `statement_too_complex` past that.
   */
  ofText(limits: StatementLimits): (origin: Origin, space: PlanSpace, state: Omit<SessionState, 'holds'>) => boolean {
    let words = 0;
    return (origin, space, state) => {
      const isFirm = origin.spaceKey === space.key || this.#confirmed.get(origin) === space.key;
      if (!origin.isEarlier && isFirm) return true;
      words += wordsOf(origin.clientText);
      if (words > limits.tokensMax) throw tooMuch();
      const read = readText(origin.clientText, origin.parameterTypes, limits);
      const [statement] = read.statements;
      if (statement === undefined) return false;
      const again = planStatement(read, statement, space.view, { ...state, holds: () => false });
      if (again.text !== origin.sentText) return false;
      this.#confirmed.set(origin, space.key);
      return true;
    };
  }
}

function tooMuch(): GatewayError {
  return new GatewayError(
    'statement_too_complex',
    'the text runs more of what was prepared or declared before a change of the catalog than is judged anew at once',
    { hint: 'run it in several texts' },
  );
}
