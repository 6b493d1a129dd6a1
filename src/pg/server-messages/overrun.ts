import { GatewayError } from '../../errors/index.js';
import {
  encodeReadyForQuery,
  errorResponseOf,
  frameBytes,
  frontend,
  type TransactionStatus,
} from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { type RequestKind, request } from '../outstanding.js';
import { poisonQuery } from '../poison.js';
import { FatalRefusal } from '../refusal-errors.js';

const copyFail = frameBytes(frontend.copyFail, Buffer.from('refused by damask\0'));

/** An answer that has more rows than may leave: to the client it has failed, and the rest of it is dropped, or cancelled. */
export class Overrun {
  readonly #conversation: Conversation;
  /** Passes a ReadyForQuery on. */
  readonly #passReady: (status: TransactionStatus) => void;
  #isCancelling = false;
  /** A Query that stands before the Sync of what has failed is void as well, and its ReadyForQuery none. */
  #endsWithSync = false;
  #parkedStatus: TransactionStatus | null = null;

  constructor(conversation: Conversation, passReady: (status: TransactionStatus) => void) {
    this.#conversation = conversation;
    this.#passReady = passReady;
  }

  /** A row too many has come. `stop` cancels the statement where it can: it returns false otherwise. */
  begin(stop: () => boolean): void {
    const conversation = this.#conversation;
    const { toClient, outstanding } = conversation;
    const error = tooManyRows(outstanding.head()?.statement?.rowsMax ?? 0);
    conversation.refused(error);
    toClient.put(errorResponseOf(error, 'ERROR'));
    conversation.muted = true;
    // In the client's view this request has failed: of an extended one everything up to the Sync is void.
    this.#endsWithSync = outstanding.head()?.kind === 'execute';
    if (!outstanding.awaitsEndOfHead) conversation.discarding = true;
    this.#isCancelling = stop();
  }

  get isParked(): boolean {
    return this.#parkedStatus !== null;
  }

  /** ReadyForQuery that answers a request of this kind is what the client waits for. */
  endsWith(kind: RequestKind | null): boolean {
    return kind === 'sync' || !this.#endsWithSync;
  }

  /**
   * The store asks for data of a COPY: one that stands behind what has failed. The client has been told that nothing of that runs,
   * and gives none.
   *
   * @throws FatalRefusal where the store may have taken the Sync for data, which it passes over: no answer would end this.
   */
  refuseCopy(): void {
    const { outstanding, toServer } = this.#conversation;
    if (outstanding.head()?.kind !== 'query') throw new FatalRefusal(tooManyRows(null));
    toServer.put(copyFail);
  }

  /** The answer has ended on the server. False when the cancel is still on its way: `settled` goes on. */
  ready(status: TransactionStatus): boolean {
    if (this.#isCancelling) {
      this.#parkedStatus = status;
      return false;
    }
    this.#end(status);
    return true;
  }

  /** The request to cancel has been brought, or can't be. */
  settled(): void {
    this.#isCancelling = false;
    const status = this.#parkedStatus;
    this.#parkedStatus = null;
    if (status !== null) this.#end(status);
  }

  #end(status: TransactionStatus): void {
    const conversation = this.#conversation;
    const { outstanding, pool, toServer, toClient } = conversation;
    conversation.muted = false;
    if (status === 'T' && outstanding.isEmpty) {
      // The cancel came too late to abort the transaction, as an error would have.
      outstanding.push(request('query', { injected: true, ...conversation.dropUnnamed() }));
      pool?.endsBatch('query');
      toServer.put(poisonQuery);
      return;
    }
    this.#passReady(status);
    toClient.put(encodeReadyForQuery(status));
  }
}

/** `limit` null: of an answer before. */
function tooManyRows(limit: number | null): GatewayError {
  const whose = limit === null ? '' : ` of ${limit}`;
  return new GatewayError('limit_exceeded', `the answer has more rows than the policy's limit${whose}`, {
    hint: 'ask for fewer rows, or for an aggregate',
  });
}
