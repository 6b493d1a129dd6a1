/** A client that is logged in, and how many there may be like it; 0: as many as come. */
export interface CountedClient {
  /** No other client of its process has it. */
  readonly id: number;
  readonly store: string;
  readonly principal: string;
  readonly database: string;
  /** Of the store's clients (`max_user_client_connections`). */
  readonly ofPrincipalMax: number;
  /** Of the database's clients (`max_db_client_connections`). */
  readonly ofDatabaseMax: number;
}

/** What there are too many clients of. */
export type TooMany = 'principal' | 'database';

/** Who says whether there is a place for a client: this process, or the first one for all workers. */
export interface ClientPlaces {
  /** Takes a place, which `leave` gives back. Resolves with null, or says why there is none. */
  take(client: CountedClient): Promise<TooMany | null>;
  leave(id: number): void;
}

/** The clients of one or several processes, counted by principal and by database. */
export class ClientCounts {
  /** By process, then by id: what the client is counted under. */
  readonly #clients = new Map<number, Map<number, readonly string[]>>();
  readonly #counts = new Map<string, number>();

  /** Null: the client is counted from now on. Else what there are too many clients of. */
  take(process: number, { id, store, principal, database, ...max }: CountedClient): TooMany | null {
    const ofPrincipal = JSON.stringify(['principal', store, principal]);
    const ofDatabase = JSON.stringify(['database', store, database]);
    if (max.ofPrincipalMax > 0 && this.#count(ofPrincipal) >= max.ofPrincipalMax) return 'principal';
    if (max.ofDatabaseMax > 0 && this.#count(ofDatabase) >= max.ofDatabaseMax) return 'database';
    const keys = [ofPrincipal, ofDatabase];
    for (const key of keys) this.#counts.set(key, this.#count(key) + 1);
    const clients = this.#clients.get(process);
    if (clients === undefined) this.#clients.set(process, new Map([[id, keys]]));
    else clients.set(id, keys);
    return null;
  }

  leave(process: number, id: number): void {
    const clients = this.#clients.get(process);
    for (const key of clients?.get(id) ?? []) {
      const left = this.#count(key) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    }
    clients?.delete(id);
  }

  /** The process is gone, and its clients with it. */
  leaveAll(process: number): void {
    for (const id of [...(this.#clients.get(process)?.keys() ?? [])]) this.leave(process, id);
    this.#clients.delete(process);
  }

  #count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}

/** For a process that serves alone. */
export function ownPlaces(): ClientPlaces {
  const counts = new ClientCounts();
  return {
    take: async (client) => counts.take(0, client),
    leave: (id) => counts.leave(0, id),
  };
}
