import { type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { StatementState } from './statement-state.js';

/**
 * LISTEN, NOTIFY and UNLISTEN on channels that the operator has listed: what comes through one is whatever somebody puts there,
 * a trigger of the store's own included.
 *
 * @throws GatewayError `refused`.
 */
export function admitListen(struct: Struct, state: StatementState): void {
  assertListed(struct, state);
  state.effects.push({ kind: 'pin', reason: 'listen' });
}

/** The payload is a constant of the client's own. @throws GatewayError `refused`. */
export function admitNotify(struct: Struct, state: StatementState): void {
  assertListed(struct, state);
}

function assertListed(struct: Struct, { context }: StatementState): void {
  if (context.view.channels.has(textOf(struct.conditionname) ?? '')) return;
  throw refused('this channel is not listed', 'an operator can list it under `channels`');
}
