/** Why a server connection has to stay with the client that used it. */
export type PinReason =
  | 'setting'
  | 'prepared'
  | 'temporary'
  | 'listen'
  | 'advisory_lock'
  | 'cursor'
  | 'sequence'
  | 'seed'
  | 'unknown';

/** A run-time parameter that a statement changes. */
export interface SettingChange {
  /** In lower case; null: all of them. */
  readonly name: string | null;
  /** As set_config takes it; null: back to the session's first value. */
  readonly value: string | null;
  /** SET LOCAL: over with the transaction. */
  readonly local: boolean;
}

/** What a text does to the server connection that it runs on: what must be known before another client may have it. */
export interface ConnectionUse {
  /** It only reads, by what is known to leave nothing behind: it may stand between the statements of others. */
  readonly plainRead: boolean;
  /** It leaves something in the connection that can't be carried to another one. */
  readonly pins: PinReason | null;
  /** Nobody can tell from its text what it leaves: the connection has to be looked at afterwards. */
  readonly uncertain: boolean;
  /** Names of the functions that it calls of which nothing is known. */
  readonly unknownFunctions: readonly string[];
  /**
   * How it uses which relations, as they are written (`SelectStmt items`), and which operators and types of the store's own
   * (`SelectStmt type mood`), and what it defines (`CreateFunctionStmt `): what stands behind one may call anything.
   */
  readonly relations: readonly string[];
  readonly settings: readonly SettingChange[];
  /** Nothing in it is read once, at Parse, that could be read otherwise a moment later: one Parse does for many clients. */
  readonly shareable: boolean;
  /** Prepared statements that it speaks of by name: PREPARE, EXECUTE, DEALLOCATE. */
  readonly names: readonly string[];
  /** It shows what the connection holds prepared. */
  readonly listsPrepared: boolean;
  /** Prepared statements that it drops, in the order in which it does; null: all that there are then. */
  readonly deallocates: readonly (string | null)[];
  /** DISCARD ALL: the connection is as new. */
  readonly discardsAll: boolean;
  /** It begins or ends a transaction. */
  readonly controlsTransaction: boolean;
  /** It takes back a part of a transaction: what was set in it may hold or not. */
  readonly rollsBackPart: boolean;
}

/** Of a text that could not be read: anything may be in it. */
export const unknownUse: ConnectionUse = {
  plainRead: false,
  pins: null,
  uncertain: true,
  unknownFunctions: [],
  relations: [],
  settings: [],
  shareable: false,
  names: [],
  listsPrepared: false,
  deallocates: [],
  discardsAll: false,
  controlsTransaction: false,
  rollsBackPart: false,
};
