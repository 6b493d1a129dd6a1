import { type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { StatementState } from './statement-state.js';

/**
 * LISTEN and NOTIFY on channels that the operator has listed: what comes through one is whatever somebody puts there, a trigger
 * of the store's own included. What a client says there is a constant of its own.
 *
 * @throws GatewayError `refused`.
 */
export function admitChannel(struct: Struct, { context }: StatementState): void {
  if (context.view.channels.has(textOf(struct.conditionname) ?? '')) return;
  throw refused('this channel is not listed', 'an operator can list it under `channels`');
}
