import { performance } from 'node:perf_hooks';
import { type ConsentSource, consentCondition, noObjectionCondition } from '../consent/index.js';
import type { ConsentLookup } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import { ServerSession, type UpstreamTarget } from '../pg/index.js';
import { quoteIdentifier, quoteLiteral } from '../sql/index.js';

/** A table of consent, and the database that it stands in. */
export interface ConsentPlace {
  readonly source: ConsentSource;
  readonly target: UpstreamTarget;
  readonly database: string;
}

export interface ConsentLookupOptions {
  /** By HTTP store. */
  readonly places: ReadonlyMap<string, ConsentPlace>;
  /** An answer that took longer is older than it may be. */
  readonly ageMaxMs: number;
}

/** Look-ups at once; more wait their turn. */
const SESSIONS_MAX = 4;

/**
 * Asks the table itself, once for each batch of records, by the very condition that guards put into statements: what holds for
 * a row of a relation holds for a record of a resource. The connections are the gateway's own (see ServerSession: every name is
 * qualified, search_path is empty).
 */
export class TableConsentLookup implements ConsentLookup {
  readonly #options: ConsentLookupOptions;
  readonly #tables = new Map<string, ConsentTable>();

  constructor(options: ConsentLookupOptions) {
    this.#options = options;
  }

  async permitted(
    store: string,
    will: 'consent' | 'no_objection',
    purpose: string,
    subjects: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const place = this.#options.places.get(store);
    if (place === undefined) {
      throw new GatewayError('refused', `purpose \`${purpose}\` needs a consent source for store \`${store}\``);
    }
    const askedAt = performance.now();
    let permitted: ReadonlySet<string>;
    try {
      permitted = await this.#tableOf(store, place).permitted(will, purpose, subjects);
    } catch (cause) {
      throw unavailable(cause);
    }
    if (performance.now() - askedAt > this.#options.ageMaxMs) throw unavailable(null);
    return permitted;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#tables.values()].map((table) => table.close()));
  }

  #tableOf(store: string, place: ConsentPlace): ConsentTable {
    let table = this.#tables.get(store);
    if (table === undefined) {
      table = new ConsentTable(place, this.#options.ageMaxMs);
      this.#tables.set(store, table);
    }
    return table;
  }
}

class ConsentTable {
  readonly #place: ConsentPlace;
  readonly #timeoutMs: number;
  readonly #sessions: (Promise<ServerSession> | null)[] = Array.from({ length: SESSIONS_MAX }, () => null);
  #next = 0;
  #type: Promise<SubjectType> | null = null;

  constructor(place: ConsentPlace, timeoutMs: number) {
    this.#place = place;
    this.#timeoutMs = timeoutMs;
  }

  async permitted(
    will: 'consent' | 'no_objection',
    purpose: string,
    subjects: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const session = await this.#session();
    const type = await this.#subjectType(session);
    const asked = subjects.filter((subject) => isValue(subject, type.name));
    // The numbers, not the ids, come back: an id need not be written as the database prints it.
    const condition = (will === 'consent' ? consentCondition : noObjectionCondition)(this.#place.source, {
      subjectSql: 'asked.id',
      purpose,
    });
    const rows = await session.query(
      `SELECT asked.number::pg_catalog.text AS number FROM ROWS FROM (pg_catalog.unnest($1::${type.sql}[])) WITH ORDINALITY AS asked (id, number) WHERE ${condition}`,
      [arrayText(asked)],
    );
    return new Set(rows.flatMap(({ number }) => asked[Number(number) - 1] ?? []));
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) await session?.then((open) => open.close()).catch(() => {});
  }

  async #session(): Promise<ServerSession> {
    const index = this.#next;
    this.#next = (this.#next + 1) % SESSIONS_MAX;
    const known = this.#sessions[index];
    if (known != null) {
      const session = await known.catch(() => null);
      if (session?.open === true) return session;
    }
    const { target, database } = this.#place;
    const opened = ServerSession.open(target, database, {
      application_name: 'damask consent',
      queryTimeoutMs: this.#timeoutMs,
      // Who no longer waits for an answer shall not leave its question running.
      parameters: new Map([['statement_timeout', String(this.#timeoutMs)]]),
    });
    this.#sessions[index] = opened;
    return opened;
  }

  #subjectType(session: ServerSession): Promise<SubjectType> {
    this.#type ??= readType(session, this.#place.source).catch((fault: unknown) => {
      this.#type = null;
      throw fault;
    });
    return this.#type;
  }
}

interface SubjectType {
  readonly name: string;
  readonly sql: string;
}

/** The subject column's type, as a cast may name it with an empty search_path. */
async function readType(session: ServerSession, { relation, subjectColumn }: ConsentSource): Promise<SubjectType> {
  const name = `${quoteIdentifier(relation.schema)}.${quoteIdentifier(relation.name)}`;
  const [row] = await session.query(
    `SELECT t.typname AS name, n.nspname AS schema
       FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
       JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace
      WHERE a.attrelid OPERATOR(pg_catalog.=) ${quoteLiteral(name)}::pg_catalog.regclass
        AND a.attname OPERATOR(pg_catalog.=) ${quoteLiteral(subjectColumn)} AND a.attnum OPERATOR(pg_catalog.>) 0`,
  );
  if (row?.name == null || row.schema == null) throw new GatewayError('internal', 'internal error');
  return { name: row.name, sql: `${quoteIdentifier(row.schema)}.${quoteIdentifier(row.name)}` };
}

/** Can it be cast to the type without an error? One id that can't must not keep the others from being asked about. */
function isValue(id: string, typname: string): boolean {
  const bits = { int2: 16, int4: 32, int8: 64 }[typname];
  if (bits !== undefined) return /^-?\d{1,19}$/.test(id) && BigInt.asIntN(bits, BigInt(id)) === BigInt(id);
  if (typname === 'uuid') return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  if (typname === 'numeric') return /^-?\d{1,100}(\.\d{1,100})?$/.test(id);
  return textTypes.has(typname) && !id.includes('\0');
}

const textTypes: ReadonlySet<string> = new Set(['text', 'varchar', 'citext']);

/** An array's text form (PostgreSQL docs, "Array Input and Output Syntax"). */
function arrayText(elements: readonly string[]): string {
  return `{${elements.map((element) => `"${element.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function unavailable(cause: unknown): GatewayError {
  return new GatewayError('consent_unavailable', 'what subjects have consented to can not be known now', { cause });
}
