import { GatewayError, toGatewayError } from '../../errors/index.js';
import {
  backend,
  decodeBind,
  decodeExecute,
  decodeNamedTarget,
  decodeParse,
  decodeQuery,
  encodeReadyForQuery,
  errorResponseOf,
  frameBytes,
  frontend,
} from '../../pgwire/index.js';
import type { Value } from './column.js';
import type { CommandContext, ConsoleRole } from './command.js';
import { type ConsoleStatement, parseStatement } from './parse-statement.js';
import { complete, describe, noticeBytes, rowBytes } from './result.js';

export interface ConversationParts extends CommandContext {
  /** As it is now: a reload can take it away. Null: none. */
  readonly role: () => ConsoleRole | null;
  readonly send: (bytes: Buffer) => void;
  /** A command has been run for a client that may run it, or was refused to one that may not. */
  readonly onCommand: (name: string, refused: boolean) => void;
}

interface Portal {
  readonly statement: ConsoleStatement | null;
  readonly formats: readonly number[];
  /** Null before it is executed; then what has not been sent. */
  rows: readonly (readonly Value[])[] | null;
}

/** Prepared statements and portals that a client may keep: no client of a console has more. */
const KEPT_MAX = 100;
const SIMPLE: readonly number[] = [];

/** What is said on the console, message by message: simple and extended protocol. Transactions there are none. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #statements = new Map<string, ConsoleStatement | null>();
  readonly #portals = new Map<string, Portal>();
  /** After an error in extended protocol: everything up to Sync is ignored. */
  #discarding = false;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /**
   * Answers one message. `start` is the frame's first byte.
   *
   * @throws GatewayError `protocol_violation`: the connection can't go on.
   */
  async receive(type: number, bytes: Buffer, start: number, end: number): Promise<void> {
    if (type === frontend.query) {
      this.#discarding = false;
      await this.#query(decodeQuery(bytes, start, end).text);
      return;
    }
    if (type === frontend.sync) {
      this.#discarding = false;
      this.#portals.clear();
      this.#parts.send(encodeReadyForQuery('I'));
      return;
    }
    if (this.#discarding || type === frontend.flush) return;
    try {
      await this.#extended(type, bytes, start, end);
    } catch (fault) {
      const error = this.#sayable(fault);
      this.#discarding = true;
      this.#parts.send(errorResponseOf(error, 'ERROR'));
    }
  }

  async #query(text: string): Promise<void> {
    const { send } = this.#parts;
    try {
      const statement = parseStatement(text);
      if (statement === null) send(frameBytes(backend.emptyQueryResponse));
      else {
        const rows = await this.#run(statement);
        const { command } = statement;
        const { columns } = command;
        send(noticeBytes(command));
        if (columns !== null) {
          send(Buffer.concat([describe(command), ...rows.map((row) => rowBytes(columns, SIMPLE, row))]));
        }
        send(complete(command));
      }
    } catch (fault) {
      send(errorResponseOf(this.#sayable(fault), 'ERROR'));
    }
    send(encodeReadyForQuery('I'));
  }

  async #extended(type: number, bytes: Buffer, start: number, end: number): Promise<void> {
    const { send } = this.#parts;
    switch (type) {
      case frontend.parse: {
        const { name, text } = decodeParse(bytes, start, end);
        this.#keep(this.#statements, name, parseStatement(text));
        send(frameBytes(backend.parseComplete));
        return;
      }
      case frontend.bind: {
        const bind = decodeBind(bytes, start, end);
        const statement = this.#statement(bind.statement);
        if (bind.parameterCount > 0) throw new GatewayError('syntax', 'console statements take no parameters');
        this.#keep(this.#portals, bind.portal, { statement, formats: bind.resultFormats, rows: null });
        send(frameBytes(backend.bindComplete));
        return;
      }
      case frontend.describe: {
        const { kind, name } = decodeNamedTarget(bytes, start, end);
        const portal = kind === 'portal' ? this.#portal(name) : null;
        const statement = portal === null ? this.#statement(name) : portal.statement;
        if (portal === null) send(frameBytes(backend.parameterDescription, Buffer.alloc(2)));
        send(statement === null ? frameBytes(backend.noData) : describe(statement.command, portal?.formats));
        return;
      }
      case frontend.execute: {
        const { portal, rowsMax } = decodeExecute(bytes, start, end);
        await this.#execute(this.#portal(portal), rowsMax);
        return;
      }
      case frontend.close: {
        const { kind, name } = decodeNamedTarget(bytes, start, end);
        (kind === 'portal' ? this.#portals : this.#statements).delete(name);
        send(frameBytes(backend.closeComplete));
        return;
      }
      default:
        throw new GatewayError('protocol_violation', 'this message has no meaning on the console');
    }
  }

  async #execute(portal: Portal, rowsMax: number): Promise<void> {
    const { send } = this.#parts;
    const { statement, formats } = portal;
    if (statement === null) {
      send(frameBytes(backend.emptyQueryResponse));
      return;
    }
    const { command } = statement;
    if (portal.rows === null) {
      portal.rows = await this.#run(statement);
      send(noticeBytes(command));
    }
    const sent = rowsMax > 0 ? portal.rows.slice(0, rowsMax) : portal.rows;
    portal.rows = portal.rows.slice(sent.length);
    const { columns } = command;
    if (columns !== null) send(Buffer.concat(sent.map((row) => rowBytes(columns, formats, row))));
    send(portal.rows.length > 0 ? frameBytes(backend.portalSuspended) : complete(command));
  }

  /** Each command asks who asks: to be on the console is not enough. */
  async #run({ command, argument }: ConsoleStatement): Promise<readonly (readonly Value[])[]> {
    const { role, onCommand } = this.#parts;
    const held = role();
    const refused = held === null || (command.role === 'admin' && held !== 'admin');
    onCommand(command.name, refused);
    if (held === null) throw new GatewayError('authorization', 'this principal may not use the console any more');
    if (refused) {
      throw new GatewayError('refused', `\`${command.name}\` is for principals in \`admin_users\``);
    }
    return command.run(this.#parts, argument);
  }

  #statement(name: string): ConsoleStatement | null {
    const statement = this.#statements.get(name);
    if (statement === undefined) throw new GatewayError('undefined_statement', 'there is no such prepared statement');
    return statement;
  }

  #portal(name: string): Portal {
    const portal = this.#portals.get(name);
    if (portal === undefined) {
      throw new GatewayError('undefined_statement', 'there is no such portal', { sqlstate: '34000' });
    }
    return portal;
  }

  #keep<T>(kept: Map<string, T>, name: string, value: T): void {
    if (!kept.has(name) && kept.size >= KEPT_MAX) {
      throw new GatewayError('limit_exceeded', 'this is more than a console keeps; close some');
    }
    kept.set(name, value);
  }

  /** What may be said and gone on from. */
  #sayable(fault: unknown): GatewayError {
    const error = toGatewayError(fault);
    if (error.code === 'protocol_violation' || error.code === 'shutting_down') throw error;
    return error;
  }
}
