import { GatewayError } from '../../errors/index.js';
import type { Effect } from '../statements/effect.js';

/** A transaction ends with what has these effects: what was set in it holds or does not, which is known with ReadyForQuery. */
export function endsTransaction(effects: readonly Effect[]): boolean {
  return effects.some(({ kind }) => kind === 'end_transaction');
}

/** The refusal of what is sent before that is known. */
export function openEnd(): GatewayError {
  return new GatewayError(
    'refused',
    'nothing may follow the end of a transaction that set the search_path or the purpose',
    {
      hint: 'wait for ReadyForQuery: send a Sync, or a Query of its own',
    },
  );
}
