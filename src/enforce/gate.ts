import type { GatewayError } from '../errors/index.js';
import type { ConnectionUse } from './connection/connection-use.js';

export type { ConnectionUse, PinReason, SettingChange } from './connection/connection-use.js';

/**
 * The gate: the one way from client bytes to upstream bytes. A session asks it about each statement, and can send only
 * what it answers. All calls are synchronous but `refresh`.
 */
export interface Gate {
  /** A session for one authenticated connection, or a refusal that ends it (unknown database, purpose not the principal's …). */
  open(connection: ConnectionFacts): GateSession | GatewayError;
}

export interface ConnectionFacts {
  readonly principal: string;
  /** Said in the user name (`analyst/analytics`), else null. The startup options may also say it. */
  readonly purpose: string | null;
  readonly store: string;
  readonly database: string;
  /** The startup message's parameters, less `user` and `database`, with `options` (-c k=v) already unfolded into them. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface GateSession {
  /** Run-time parameters for the server's startup message: the client's that may pass, and what guards need (keys). Never log their values. */
  readonly startupParameters: ReadonlyMap<string, string>;
  /** Nothing in this store is classified and unlisted relations are allowed: every message may be relayed as it came. */
  readonly transparent: boolean;
  /** The purpose in force; null while none has been said. For metrics. */
  readonly purpose: string | null;

  /**
   * What to do with the text of a Query or Parse message. Statements in one text see the effects of those before
   * them. `parameterTypes` are the type OIDs that a Parse declares (0: left to the server), `prepared` what Parse messages have
   * prepared under a name.
   */
  admit(
    text: string,
    protocol: 'simple' | 'extended',
    parameterTypes?: readonly number[],
    prepared?: PreparedByName,
  ): Verdict;
  /**
   * As `admit`, for some milliseconds. A text that takes longer is `unfinished`: ask the same again when others had their turn, and
   * before anything else is asked of this session.
   */
  admitInTurns(
    text: string,
    protocol: 'simple' | 'extended',
    parameterTypes?: readonly number[],
    prepared?: PreparedByName,
  ): Verdict | Unfinished;
  /** The refusal of any text of so many bytes; null: it has to be asked about. */
  tooLong(textBytes: number): GatewayError | null;
  /** What was `unfinished` is not asked about again, or not soon: nothing of it is kept. */
  forgetUnfinished(): void;
  /** Loads the catalog anew after a `stale` verdict. Then ask again, once; a second `stale` does not come. */
  refresh(): Promise<void>;
  /** The statement has been sent for execution (a Query, or an Execute): its effects hold for what comes after. */
  sent(statement: ForwardableStatement, elements?: number): void;
  /**
   * May a statement that was prepared or bound earlier still be bound, or run? An error tells why not (another purpose, policy or catalog).
   * `elements` says how many there are in the arrays that `countsIn` names.
   */
  recheck(statement: ForwardableStatement, elements?: number): GatewayError | null;
  /** As `recheck`, for some milliseconds: `unfinished` as of `admitInTurns`. */
  recheckInTurns(statement: ForwardableStatement, elements?: number): GatewayError | 'unfinished' | null;
  /** What to do today with the text of a statement that was prepared earlier, when `recheck` does not let it be bound: as `admitInTurns`. */
  again(statement: ForwardableStatement): Verdict | Unfinished;
  /** ReadyForQuery came. `rolledBack` is true when the transaction that ended did not commit. */
  transactionState(status: 'I' | 'T' | 'E', rolledBack: boolean): void;

  /**
   * The tripwire: the error when a result column with this origin must not leave, else null. Origin 0 is no origin.
   * `statement` is the one whose result it is, if known: it is held to what it was planned under.
   */
  tripwire(tableOid: number, attributeNumber: number, statement?: ForwardableStatement | null): GatewayError | null;
  /**
   * The fields of an ErrorResponse or NoticeResponse as they may be shown, by field code. Called with what the server
   * sent; `statement` is the one being executed, if known.
   */
  scrub(fields: ReadonlyMap<string, string>, statement: ForwardableStatement | null): ReadonlyMap<string, string>;
  /** May a NotificationResponse or ParameterStatus from the server reach the client as it is? */
  passesNotification(channel: string): boolean;
}

/** The statement that Parse messages have prepared under a name; null: none. */
export type PreparedByName = (name: string) => ForwardableStatement | null;

export type Verdict =
  | { readonly kind: 'forward'; readonly statement: ForwardableStatement }
  | { readonly kind: 'refuse'; readonly error: GatewayError }
  /** The catalog may have changed under us: call `refresh`, then ask again. */
  | { readonly kind: 'stale' };

/** Ask the same again: see `admitInTurns`. */
export interface Unfinished {
  readonly kind: 'unfinished';
}

declare const forwardable: unique symbol;

/** A statement that may be sent. Only `enforce/` can make one. */
export interface ForwardableStatement {
  readonly [forwardable]: true;
  /** What to send, as UTF-8, without a terminating NUL. */
  readonly bytes: Buffer;
  /** Passed as it came, or rewritten. */
  readonly verdict: 'passed' | 'guarded';
  /** The same for statements that differ in their literals only: fit for a log. */
  readonly fingerprint: string;
  readonly purpose: string | null;
  /** The answer may not have more rows; null: no limit. */
  readonly rowsMax: number | null;
  /** Its answer can hold values of protected relations: errors and notices are scrubbed. */
  readonly touchesProtected: boolean;
  /**
   * It changes how the statements after it are read: settings, temporary objects, transactions with such in them. It is
   * sent when all before it have been answered, and the next one is asked about when it has been.
   */
  readonly changesSession?: boolean;
  /** Names that it gives in the server (PREPARE, DECLARE): what the protocol made under them is not what they mean then. */
  readonly takesNames?: readonly { readonly kind: 'statement' | 'portal'; readonly name: string }[];
  /** Parameters that are arrays, of which each element is looked up, and counts; absent or empty: none. */
  readonly countsIn?: readonly number[];
  /** What it does to the server connection that it runs on; absent: nobody knows. */
  readonly use?: ConnectionUse;
  /** What stands in the place of the server's answer; null or absent: that itself. */
  readonly rewritten?: RewrittenAnswer | null;
  /** Another way to run it that gives the same answer; null or absent when there is none. Made when first asked for. */
  readonly prepared?: PreparedForm | null;
}

/** An answer of rows with one value each, written anew in the gateway: nothing of the server's own is shown of it. */
export interface RewrittenAnswer {
  /** Of its one column, whose type is as long as its values. */
  readonly column: { readonly name: string; readonly typeOid: number };
  /** The rows that stand for a row with this value. Throws when it is not what the gateway asked for. */
  rows(value: string): readonly string[];
}

/**
 * A statement of the simple protocol as a prepared one: its constants are parameters. Running it with Parse, Bind (parameters
 * and results in text format), Describe of the portal, Execute without a limit and Sync gives the rows, their types and the
 * errors' SQLSTATEs that a Query with the statement's own bytes gives; the order of rows is as free as PostgreSQL leaves it.
 *
 * A server says in answer to Parse or Bind what it would not say to a Query: that a name is taken or not there, or 0A000
 * `cached plan must not change result type`, when it has columns. Nothing has run then: outside of a transaction, send the
 * statement's own bytes.
 */
export interface PreparedForm {
  /**
   * What to prepare: `$1` … `$n` stand in its bytes. Statements that differ in those constants only have the same Buffer
   * here. It is sent in the place of the statement: `sent`, `scrub` and `tripwire` are told of this one.
   */
  readonly statement: ForwardableStatement;
  /** Type OIDs for the Parse, one for each parameter. With the bytes, all that a name in the server stands for. */
  readonly parameterTypes: readonly number[];
  /** For the Bind, in text format; none is NULL. */
  readonly values: readonly Buffer[];
  /** False: it has no columns to describe, so that a Query would not be told of any. */
  readonly returnsRows: boolean;
}
