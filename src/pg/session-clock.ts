import { GatewayError } from '../errors/index.js';
import type { ClientTimeouts } from './client-timeouts.js';
import type { Conversation } from './conversation.js';
import { isPast, timeout } from './session-end.js';

/** What one session is doing when the clock is looked at. */
export interface SessionMoment {
  /** Something has been asked and not been answered. */
  readonly isExecuting: boolean;
  /** It waits for a server connection. */
  readonly isWaiting: boolean;
  /** It waits for an answer, and nothing is under way that could bring one. */
  readonly isAdrift: boolean;
  /** Something was said, on either side, since the last look. */
  readonly wasHeard: boolean;
}

/** Tells when a session has taken too long for something: looked at often enough, it costs nothing in between. */
export class SessionClock {
  readonly #conversation: Conversation;
  readonly #timeouts: () => ClientTimeouts;
  /** When it was last seen that nothing had been said for a while, in ms of `performance.now`. */
  #idleSinceMs = performance.now();
  #wasAdrift = false;

  constructor(conversation: Conversation, timeouts: () => ClientTimeouts) {
    this.#conversation = conversation;
    this.#timeouts = timeouts;
  }

  /** `nowMs` is of `performance.now`. Why the session is to end; null: it may go on. A fault of the gateway's is `internal`. */
  look(nowMs: number, { isExecuting, isWaiting, isAdrift, wasHeard }: SessionMoment): GatewayError | null {
    const conversation = this.#conversation;
    const { status } = conversation;
    const timeouts = this.#timeouts();
    const wasAdrift = this.#wasAdrift;
    this.#wasAdrift = isAdrift;
    // Seen twice: between two turns of the event loop it may be on its way from one connection to another.
    if (wasAdrift && isAdrift) {
      return new GatewayError('internal', 'the session waits for an answer that nothing will bring');
    }
    if (wasHeard) this.#idleSinceMs = nowMs;
    // What waits for a connection has not begun.
    if (status === 'I' && isWaiting) conversation.transactionSince = nowMs;
    const isInTransaction = isExecuting || status !== 'I';
    if (isInTransaction && isPast(timeouts.transactionMs, conversation.transactionSince, nowMs)) {
      return timeout('25P04', 'transaction_timeout');
    }
    if (isExecuting) {
      return isPast(timeouts.queryMs, conversation.busySince, nowMs) ? timeout('57014', 'query_timeout') : null;
    }
    const since = this.#idleSinceMs;
    if (status === 'I') return isPast(timeouts.idleMs, since, nowMs) ? timeout('57P05', 'client_idle_timeout') : null;
    return isPast(timeouts.idleTransactionMs, since, nowMs) ? timeout('25P03', 'idle_transaction_timeout') : null;
  }
}
