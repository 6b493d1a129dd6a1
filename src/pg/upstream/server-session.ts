import type { Socket } from 'node:net';
import { serialize } from 'pg-protocol';
import type { BackendMessage, DataRowMessage, RowDescriptionMessage } from 'pg-protocol/dist/messages.js';
import { Parser } from 'pg-protocol/dist/parser.js';
import { nextTurn } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import { FrameReader } from './frame-reader.js';
import { openUpstream } from './open-upstream.js';
import { brokenProtocol, errorFields, frameType, type ServerFrame } from './server-frame.js';
import type { UpstreamTarget } from './target.js';

/** A view's definition or a row of several megabytes is real; more than this is no catalog's. */
const QUERY_FRAME_BYTES_MAX = 64 * 1024 * 1024;
const QUERY_TIMEOUT_MS = 30_000;
/** How many are read before whatever else the process has to do has its turn. */
const rowsAtOnce = 1_000;

/** Values in PostgreSQL's text format, by column name. */
export type QueryRow = Readonly<Record<string, string | null>>;

export interface ServerSessionOptions {
  /** What pg_stat_activity shows. */
  readonly application_name: string;
  /** Bound of one `query`; the session is lost when it passes. */
  readonly queryTimeoutMs?: number;
  /** Further run-time parameters. `search_path` and `client_encoding` can't be set: they are the session's own. */
  readonly parameters?: ReadonlyMap<string, string>;
  readonly signal?: AbortSignal;
}

/**
 * The gateway's own connection for its own few statements. `search_path` is emptied before the first of them and nothing of
 * a client's ever reaches it (CVE-2025-12819); statements must qualify every name with its schema, `pg_catalog` included.
 *
 * Statements run one after the other, in the order of the calls.
 */
export class ServerSession {
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #parser = new Parser();
  readonly #queryTimeoutMs: number;
  /** The last statement's end; the next one starts behind it. */
  #queue: Promise<unknown> = Promise.resolve();
  #lost: GatewayError | null = null;
  #defaultSearchPath = '';

  private constructor(socket: Socket, queryTimeoutMs: number) {
    this.#socket = socket;
    this.#reader = new FrameReader(socket, QUERY_FRAME_BYTES_MAX);
    this.#queryTimeoutMs = queryTimeoutMs;
  }

  /** @throws GatewayError as `openUpstream`. */
  static async open(target: UpstreamTarget, database: string, options: ServerSessionOptions): Promise<ServerSession> {
    const parameters = new Map(options.parameters)
      .set('application_name', options.application_name)
      .set('client_encoding', 'UTF8');
    parameters.delete('search_path');
    const link = await openUpstream(target, { database, parameters, protocolMinor: 0 }, options.signal);
    if (link.rest.length > 0) {
      link.socket.destroy();
      throw brokenProtocol('there are bytes behind the first ReadyForQuery');
    }
    const session = new ServerSession(link.socket, options.queryTimeoutMs ?? QUERY_TIMEOUT_MS);
    await session.#pinSearchPath();
    return session;
  }

  /** What search_path was for this role in this database before it was emptied: a client's sessions begin with it. */
  get defaultSearchPath(): string {
    return this.#defaultSearchPath;
  }

  /** False once a fault or `close` has ended it. */
  get open(): boolean {
    return this.#lost === null && !this.#socket.destroyed;
  }

  /**
   * Runs one statement by the extended protocol, with parameters in text.
   *
   * @throws GatewayError with the server's SQLSTATE when it refused the statement (the session goes on), and
   *   `upstream_unavailable` when the connection is lost (every later call throws as well).
   */
  query(text: string, params: readonly (string | null)[] = []): Promise<readonly QueryRow[]> {
    const run = this.#queue.then(() => this.#run(text, params));
    this.#queue = run.catch(() => {});
    return run;
  }

  /** Ends it in good order; a statement that is running is cut off. Never throws. */
  async close(): Promise<void> {
    if (this.#lost === null) {
      this.#lose(new GatewayError('upstream_unavailable', 'the session is closed'), false);
      this.#socket.end(serialize.end());
    }
    this.#socket.destroySoon();
  }

  async #pinSearchPath(): Promise<void> {
    try {
      // Not by the startup message: then the server would not tell its own default any more.
      const [row] = await this.query(
        "SELECT pg_catalog.current_setting('search_path') AS path, pg_catalog.set_config('search_path', '', false) AS pinned",
      );
      this.#defaultSearchPath = row?.path ?? '';
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async #run(text: string, params: readonly (string | null)[]): Promise<readonly QueryRow[]> {
    if (this.#lost !== null) throw this.#lost;
    const timer = setTimeout(() => {
      this.#lose(
        new GatewayError('upstream_unavailable', 'the store did not answer a statement of the gateway’s own in time'),
      );
    }, this.#queryTimeoutMs);
    try {
      this.#socket.write(
        Buffer.concat([
          serialize.parse({ text }),
          serialize.bind({ values: [...params] }),
          serialize.describe({ type: 'P' }),
          serialize.execute(),
          serialize.sync(),
        ]),
      );
      return await this.#readAnswer();
    } finally {
      clearTimeout(timer);
    }
  }

  async #readAnswer(): Promise<readonly QueryRow[]> {
    const rows: QueryRow[] = [];
    let names: readonly string[] = [];
    let refusal: GatewayError | null = null;
    for (;;) {
      const frame = await this.#nextFrame();
      switch (frameType(frame)) {
        case 'T':
          names = (this.#decode(frame) as RowDescriptionMessage).fields.map((field) => field.name);
          break;
        case 'D':
          rows.push(toRow(names, (this.#decode(frame) as DataRowMessage).fields));
          // They can come as fast as they are read, and clients wait meanwhile.
          if (rows.length % rowsAtOnce === 0) await nextTurn();
          break;
        case 'E':
          refusal = this.#refused(frame);
          break;
        case 'Z':
          if (refusal !== null) throw refusal;
          return rows;
        default:
          // ParseComplete, BindComplete, NoData, CommandComplete, and what may come at any time.
          break;
      }
    }
  }

  async #nextFrame(): Promise<ServerFrame> {
    try {
      return await this.#reader.next();
    } catch (error) {
      throw this.#lose(error instanceof GatewayError ? error : brokenProtocol('it can’t be read'));
    }
  }

  #decode(frame: ServerFrame): BackendMessage {
    let message: BackendMessage | null = null;
    try {
      this.#parser.parse(frame, (parsed) => {
        message = parsed;
      });
    } catch {
      // A count or length in the message points behind its end.
    }
    return message ?? this.#giveUp(brokenProtocol('a message is malformed'));
  }

  /** The server's text may hold values, so only its SQLSTATE goes on. */
  #refused(frame: ServerFrame): GatewayError {
    let fields: ReadonlyMap<string, string>;
    try {
      fields = errorFields(frame);
    } catch (error) {
      return this.#giveUp(error as GatewayError);
    }
    const sqlstate = /^[0-9A-Z]{5}$/.test(fields.get('C') ?? '') ? (fields.get('C') as string) : 'XX000';
    const refusal = new GatewayError(
      'upstream_refused',
      `the store refused a statement of the gateway’s own (${sqlstate})`,
      {
        sqlstate,
      },
    );
    // After FATAL no ReadyForQuery comes.
    return fields.get('V') === 'FATAL' || fields.get('V') === 'PANIC' ? this.#giveUp(refusal) : refusal;
  }

  #giveUp(error: GatewayError): never {
    throw this.#lose(error);
  }

  #lose(error: GatewayError, destroys = true): GatewayError {
    this.#lost ??= error;
    this.#reader.fail(error);
    if (destroys) this.#socket.destroy();
    return error;
  }
}

function toRow(names: readonly string[], fields: readonly unknown[]): QueryRow {
  const row: Record<string, string | null> = {};
  for (let i = 0; i < names.length; i++) row[names[i] ?? ''] = (fields[i] ?? null) as string | null;
  return row;
}
