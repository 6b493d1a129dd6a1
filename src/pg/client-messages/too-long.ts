import type { GatewayError } from '../../errors/index.js';
import { frontend, SMALL_MESSAGE_BYTES_MAX } from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { tooLong } from '../refusal-errors.js';

/** Of a Parse: 65,535 types, and a name that a Close could speak of. */
const BESIDES_TEXT_BYTES_MAX = 4 * 65_535 + SMALL_MESSAGE_BYTES_MAX;

/**
 * Why a Query or Parse of so many bytes is not read; null: it is. What the gate refuses for its length in any case is not collected: it
 * would take the memory, and the time to read it, for nothing.
 */
export function tooLongFor({ gate, limits }: Conversation, type: number, bodyBytes: number): GatewayError | null {
  const besides = type === frontend.parse ? BESIDES_TEXT_BYTES_MAX : 1;
  const error = gate.tooLong(bodyBytes - besides);
  if (error !== null) return error;
  return bodyBytes > limits.heldFrameBytesMax ? tooLong() : null;
}
