import type { FrameReceiver, TransactionStatus } from '../pgwire/index.js';
import type { ServerSink } from './outlet.js';

/** What the relay is to the server's side of its session. */
export interface ServerSideHost {
  readonly plan: FrameReceiver;
  /** Nothing has been asked that was not answered. */
  readonly isSettled: boolean;
  /** A ReadyForQuery is due for something that the client has sent. */
  readonly awaitsReady: boolean;
  /** The next ReadyForQuery answers something of the gateway's own. */
  readonly awaitsOwnReady: boolean;
  /** The client is not in the middle of a message. */
  readonly isBetweenMessages: boolean;
  /** The client has sent whole messages, and the last one was a Sync or Query. */
  readonly hasCompleteBatch: boolean;
  /** Writes what the server's last bytes became. False when the client has enough for now: it goes on when the client has room again. */
  flushToClient(): boolean;
  /** Says something to the client that the server did not, with what is flushed next. */
  tell(frame: Buffer): void;
  fault(fault: unknown): void;
  /** The server is gone. `unexpected` is false when it has said why. */
  serverLeft(): void;
  /** After a flush that returned false: the client may send more. */
  releaseClient(): void;
}

/**
 * What became of a transaction by a ReadyForQuery. `rolled_back`: there was an error, or a ROLLBACK. `within`: one has ended,
 * and what came behind that was part of another one, which goes on or has failed.
 */
export type TransactionEnd = 'kept' | 'rolled_back' | 'within';

/** How a session that ends leaves its server. */
export interface Leaving {
  /** Something is being executed. */
  readonly isExecuting: boolean;
  readonly status: TransactionStatus;
  /** The client's Terminate has been passed on. */
  readonly terminating: boolean;
  /** A part of a message has been passed on, and the rest will not come. */
  readonly leavesPart: boolean;
}

/** Where a session's statements go: a connection of its own, or one of a pool's when it needs one. */
export interface ServerSide {
  /** Takes what the client's plan sends. */
  readonly sink: ServerSink;
  /** It waits for a connection. */
  readonly isWaiting: boolean;
  /** Its statements stand between those of others. */
  readonly isShared: boolean;
  /** It waits for an answer, and nothing is under way that could bring one: a fault of the gateway's. */
  readonly isAdrift: boolean;
  /** Of the server that runs the session's statements now; null: none. */
  readonly processId: number | null;
  attach(host: ServerSideHost): void;
  /** Begins to hear the server. */
  start(): void;
  /** Something has come from the server since this was last set to false. */
  heard: boolean;
  /** A part of a message has been given to the client, and the rest has not come. */
  readonly passesPart: boolean;
  /** What makes the connection that is heard now go on with what it has sent, when the plan is no longer halted; whoever has it then. */
  goesOn(): () => void;
  clientDrained(): void;
  /** Asks the server to cancel what it executes for this session. Rejects when the request could not be brought. */
  cancel(): Promise<void>;
  /** ReadyForQuery has been passed on. */
  ready(status: TransactionStatus, ended: TransactionEnd): void;
  end(leaving: Leaving): void;
}
