import type { ForwardableStatement } from '../../enforce/index.js';
import type { GatewayError } from '../../errors/index.js';
import type { FrameVerdict } from '../../pgwire/index.js';
import type { PreparedStatement } from '../statement-book.js';

/** A message of a client's, held as a whole. */
export interface HeldMessage {
  readonly type: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The catalog has been refreshed for it. */
  readonly refreshed: boolean;
  /** How often it has waited for its statement to be prepared anew. */
  readonly renewals: number;
  /** Why its statement has to be prepared anew, where that was found already: it is not judged once more in each turn. */
  readonly outdated: GatewayError | null;
  /** How long the gate has thought about it so far, in ms. */
  readonly decidedMs: number;
}

/** Port: a message waits, and everything behind it; it is looked at again afterwards. Each returns what its handler is to answer. */
export interface Waits {
  /** Until there is room for one more long plan; null when there is. */
  roomFirst(message: HeldMessage): FrameVerdict | null;
  /** Until others have had their turn; what has been sent is answered first. */
  goOnLater(message: HeldMessage): FrameVerdict;
  /** Until what has been sent is answered. */
  settleFirst(message: HeldMessage): FrameVerdict;
  /** Until the gate's catalog is fresh. */
  refreshFirst(message: HeldMessage): FrameVerdict;
  /** Until the statement that it names has been prepared anew, as `statement`. */
  prepareFirst(message: HeldMessage, prepared: PreparedStatement, statement: ForwardableStatement): FrameVerdict;
}
