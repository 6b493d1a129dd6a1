import { LruMap, randomToken } from '../../base/index.js';
import type { ForwardableStatement } from '../../enforce/index.js';
import { encodeParse } from '../../pgwire/index.js';

/** A statement that server connections hold prepared, whoever asked for it first. */
export interface SharedStatement {
  /** On the server, bytes as latin1. '' for one that is the unnamed statement of the client that sent it. */
  readonly name: string;
  /** The Parse message that makes it. */
  readonly parse: Buffer;
  /** The Parse's type bytes, and the settings by which the server reads it. */
  readonly types: Buffer;
  readonly settings: string;
  /** A server connection has prepared it, and none has said since that it no longer can. */
  isProven: boolean;
  /**
   * When a client prepared it last, by the definitions of then: what was prepared before may have parameters of other types.
   * Of no client that keeps it later than this.
   */
  definedAt: number;
}

/** Unknown to clients, so that no name of theirs is one of these. */
const prefix = `damask_${randomToken(6)}_`;
let made = 0;

/** The text speaks of a statement that servers hold for many. */
export function isSharedName(text: string): boolean {
  return text.includes(prefix);
}

/**
 * The statements of one pool by what they are: the guarded text, the parameters' types, and the settings by which a server
 * reads constants and names.
 */
export class SharedStatements {
  readonly #byKey: LruMap<string, SharedStatement>;
  /** A short way for what the gate's plan cache gives again and again. */
  readonly #last = new WeakMap<Buffer, SharedStatement>();
  /** Counts what may have given tables other columns. */
  #definitions = 1;
  #countedMs = 0;

  constructor(entriesMax: number) {
    this.#byKey = new LruMap(entriesMax);
  }

  /** Something was defined: what a client prepares from now on is not what was prepared before. */
  defined(): void {
    this.#definitions += 1;
  }

  /** A client prepares it; `nowMs` is of `performance.now`. What others define, past the gateway, is counted by the clock. */
  preparedBy(shared: SharedStatement, nowMs: number): void {
    if (nowMs - this.#countedMs > UNHEARD_MS) {
      this.#countedMs = nowMs;
      this.#definitions += 1;
    }
    shared.definedAt = this.#definitions;
  }

  /** `shared` stands for `other` under other settings: what a client has prepared as that, it has not prepared earlier as this. */
  asNew(shared: SharedStatement, other: SharedStatement): SharedStatement {
    shared.definedAt = Math.max(shared.definedAt, other.definedAt);
    return shared;
  }

  /** `settings` tells apart how constants and names are read; `types` are a Parse's type bytes. */
  of(statement: ForwardableStatement, types: Buffer, settings: string): SharedStatement {
    const last = this.#last.get(statement.bytes);
    if (last !== undefined && last.settings === settings && last.types.equals(types)) return last;
    const key = `${settings}\0${types.toString('latin1')}\0${statement.bytes.toString('latin1')}`;
    let shared = this.#byKey.get(key);
    if (shared === undefined) {
      shared = makeShared(statement, types, settings);
      this.#byKey.set(key, shared);
    }
    this.#last.set(statement.bytes, shared);
    return shared;
  }
}

/** How long a definition that has not come through the gateway may go unheard: as long as the catalog's. */
const UNHEARD_MS = 30_000;

/** A statement that can't be shared, under the client's own unnamed statement. */
export function ownUnnamed(statement: ForwardableStatement, types: Buffer): SharedStatement {
  return {
    name: '',
    parse: encodeParse({ name: '', typeBytes: types }, statement.bytes),
    types,
    settings: '',
    isProven: false,
    definedAt: 0,
  };
}

function makeShared(statement: ForwardableStatement, typeBytes: Buffer, settings: string): SharedStatement {
  made += 1;
  const name = `${prefix}${made}`;
  // The client's chunk is not kept for two bytes of it.
  const types = Buffer.from(typeBytes);
  return {
    name,
    parse: encodeParse({ name, typeBytes: types }, statement.bytes),
    types,
    settings,
    isProven: false,
    definedAt: 0,
  };
}
