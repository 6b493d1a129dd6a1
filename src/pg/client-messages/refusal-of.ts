import type { ForwardableStatement } from '../../enforce/index.js';
import type { GatewayError } from '../../errors/index.js';
import type { Conversation } from '../conversation.js';
import { heldName } from '../sql-names.js';

/** Why a statement can't be run now, though the gate lets it; null: it can. Asked right before it is sent. */
export function refusalOf(conversation: Conversation, statement: ForwardableStatement): GatewayError | null {
  return heldName(conversation, statement) ?? conversation.pool?.refusal(statement) ?? null;
}
