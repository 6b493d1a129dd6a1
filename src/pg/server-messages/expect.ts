import { GatewayError } from '../../errors/index.js';
import type { Conversation } from '../conversation.js';
import type { OutstandingRequest, RequestKind } from '../outstanding.js';

/** The request that is answered now, which must be of this kind and no poison. Null only where nothing is protected. */
export function expected({ outstanding, guarded }: Conversation, kind: RequestKind): OutstandingRequest | null {
  const head = outstanding.head();
  if (head?.kind === kind && head.refusal === null) return head;
  if (guarded) throw outOfOrder();
  return null;
}

export function outOfOrder(): GatewayError {
  return new GatewayError('upstream_unavailable', 'the store answered what was not asked', { sqlstate: '08P01' });
}
