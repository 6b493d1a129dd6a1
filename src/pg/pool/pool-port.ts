import type { ForwardableStatement, PinReason } from '../../enforce/index.js';
import type { GatewayError } from '../../errors/index.js';
import type { OutstandingRequest } from '../outstanding.js';
import type { Shape } from '../shape.js';
import type { SharedStatement } from './shared-statement.js';

/** Port: what the plans of a session tell and ask its side of a pool. */
export interface PoolPort {
  /** Something of this client's has to stay where it is: it keeps its server connection. */
  readonly isPinned: boolean;
  /** The client's startup message has made something of its connection that has to stay. */
  startsPinned(reason: PinReason): void;
  /** What the server will know a statement as; null: by the client's own name, in a connection that stays the client's. */
  share(statement: ForwardableStatement, name: string, typeBytes: Buffer): SharedStatement | null;
  /** What the server knows `shared` as under the settings of now. */
  current(statement: ForwardableStatement, shared: SharedStatement): SharedStatement;
  /** The server is told a name of the client's own: the client keeps its connection. */
  keepsName(): void;
  /** Why a statement can't be run; null when it can. Asked right before it is sent. */
  refusal(statement: ForwardableStatement): GatewayError | null;
  /** A Parse stands here. It is sent when the connection does not hold the statement. */
  parses(entry: OutstandingRequest): void;
  /** What comes next needs the statement prepared. */
  uses(entry: OutstandingRequest): void;
  /** A Close that is not sent stands here. */
  closes(entry: OutstandingRequest): void;
  /** What comes next may drop all that the connection holds prepared. */
  forgets(entry: OutstandingRequest): void;
  /** Code of the store's own may run in it, and show what the connection holds prepared. */
  mayList(statement: ForwardableStatement): boolean;
  /** A statement is sent for execution, by `entry`, or has been (null): then it is none of those that `mayList`. */
  executes(statement: ForwardableStatement, entry: OutstandingRequest | null): void;
  /** Something is sent that nobody has read. */
  executesUnknown(): void;
  /** What has been sent may not stand between the statements of others. */
  standsAlone(): void;
  /** A Sync or Query has been added. */
  endsBatch(kind: 'sync' | 'query'): void;
  /** The server has prepared what `entry` asked for. */
  prepared(entry: OutstandingRequest): void;
  /** This of a statement is not known where it runs now. */
  asks(shared: SharedStatement, part: keyof Shape): boolean;
  /** The server has said what it is. */
  described(shared: SharedStatement, shape: Shape): void;
  /** The server has dropped all that was prepared. */
  deallocated(): void;
  /** The server has not seen it, or failed on it. */
  dropped(entry: OutstandingRequest): void;
}
