import type { FrameReceiver } from '../../pgwire/index.js';
import type { Batch } from './batch.js';
import type { PoolCounts } from './pool-counts.js';
import type { SequenceUser } from './sequence-users.js';
import type { StoreCode } from './store-code.js';

/** Whose statements run on a connection. */
export interface LinkUser<L> extends SequenceUser {
  readonly plan: FrameReceiver;
  /** The server's last bytes are through: writes what they became. False when the client has enough for now. */
  chunkEnded(): boolean;
  /** Before what the server says to it: what the server has told of its parameters. The same object while it is the same. */
  meets(statuses: ReadonlyMap<string, string>): void;
  /** As `meets`; the server is just telling the user so itself. */
  isTold(statuses: ReadonlyMap<string, string>): void;
  /** The connection takes more again. */
  linkDrained(): void;
  /** What the server said could not be understood, or may not be shown. */
  fault(fault: unknown): void;
  /** May the batch that it waits for be sent once more after this error? Nothing of it was answered. */
  mayRetry(sqlstate: string): boolean;
  /** The server has dropped what stood in the way: the batch is to be sent once more. */
  retry(link: L): void;
  /** The connection is gone, and with it what this user had going on it. */
  linkLost(link: L): void;
}

/** Some batches of one user between those of others. */
export interface Turn<L> {
  /** Null: the gateway's own, or of a user who has left. */
  user: LinkUser<L> | null;
  receiver: FrameReceiver;
  /** ReadyForQuery that are yet to come. */
  readies: number;
  readonly batch: Batch | null;
  /** Something of the answer has come. */
  begun: boolean;
  onEnd: (link: L) => void;
  /** The connection is gone before that; told of a turn that is nobody's. */
  onLost?: () => void;
}

/** A turn of a user's batch. */
export interface BatchTurn<L> extends Turn<L> {
  readonly batch: Batch;
}

/** What a connection tells its pool. */
export interface LinkHost<L> {
  /** Nothing is outstanding, and nobody holds it. */
  linkFree(link: L): void;
  /** The client at the head reads slower than the server writes. */
  headIsFull(link: L): void;
  linkClosed(link: L, unanswered: readonly Turn<L>[]): void;
  readonly code: StoreCode;
  /** Counted by all connections of the pool. */
  readonly totals: PoolCounts;
}
