import type { ForwardableStatement } from '../enforce/index.js';
import type { SharedStatement } from './pool/shared-statement.js';
import { type Shape, untold } from './shape.js';

/** A statement that the server holds prepared. */
export interface PreparedStatement {
  /** That its client gave it; bytes as latin1. */
  readonly name: string;
  readonly statement: ForwardableStatement;
  /** The types of its parameters, as its Parse has them. */
  readonly types: Buffer;
  /** What the client was told of it, or could have been. Of one without a name, by a Describe of the statement alone. */
  told: Shape;
  /** Under its own name the server holds something else meanwhile, or nothing. */
  isLost: boolean;
  /** The server has told where its columns come from, and the tripwire has let them pass. */
  described: boolean;
  /** The batch (messages up to a Sync) in which a Describe of it was last sent. */
  describedInBatch: number;
  /** `SharedStatement.definedAt` of when the client prepared it. */
  readonly definedAt: number;
  /** What the server knows it as, in a pool; null: by the client's own name. */
  shared: SharedStatement | null;
}

/** The type bytes of a Parse that says nothing of its parameters. */
export const noTypes: Buffer = Buffer.alloc(2);

/** Of a Parse that is being sent. */
export function newlyPrepared(
  parts: Pick<PreparedStatement, 'name' | 'statement' | 'types' | 'shared'>,
): PreparedStatement {
  const { name, statement, types, shared } = parts;
  const definedAt = shared?.definedAt ?? 0;
  return {
    name,
    statement,
    types,
    told: untold,
    definedAt,
    isLost: false,
    described: false,
    describedInBatch: 0,
    shared,
  };
}

/** A name that SQL gives, as the books of statements and portals write it. */
export function bookName(name: string): string {
  return Buffer.from(name, 'utf8').toString('latin1');
}

/** How long what a server is sent of it is; null: nothing. */
function bytesOf(prepared: Pick<PreparedStatement, 'statement' | 'types'> | null): number {
  return prepared === null ? 0 : prepared.statement.bytes.length + prepared.types.length;
}

/** The prepared statements of one session by name; bytes as latin1, '' is the unnamed one. */
export class StatementBook {
  /** Null until there is one: many clients name none. */
  #named: Map<string, PreparedStatement> | null = null;
  #unnamed: PreparedStatement | null = null;
  #bytes = 0;

  /** Of those under a name. */
  get size(): number {
    return this.#named?.size ?? 0;
  }

  /** How long those under a name are together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Of those under a name. */
  get names(): readonly string[] {
    return [...(this.#named?.keys() ?? [])];
  }

  get(name: string): PreparedStatement | undefined {
    return name === '' ? (this.#unnamed ?? undefined) : this.#named?.get(name);
  }

  /** What the name means from now on; null: nothing. Returns what it meant before. */
  set(name: string, prepared: PreparedStatement | null): PreparedStatement | null {
    const before = this.get(name) ?? null;
    if (name === '') {
      this.#unnamed = prepared;
      return before;
    }
    this.#bytes += bytesOf(prepared) - bytesOf(before);
    if (prepared === null) this.#named?.delete(name);
    else {
      this.#named ??= new Map();
      this.#named.set(name, prepared);
    }
    return before;
  }

  /** The server holds none under a name any more. Returns what there was. */
  clear(): readonly PreparedStatement[] {
    const cleared = [...(this.#named?.values() ?? [])];
    this.#named = null;
    this.#bytes = 0;
    return cleared;
  }

  /** A name may mean something else than it did: SQL's own PREPARE ran. All have to be described anew. */
  doubt(): void {
    for (const prepared of this.#named?.values() ?? []) prepared.described = false;
  }
}
