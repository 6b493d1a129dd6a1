import { GatewayError } from '../../errors/index.js';
import type { Column, Value } from './column.js';
import type { GatewayLook } from './look.js';
import type { ConsoleOperations } from './operations.js';

/** `stats` may look, `admin` may act too. */
export type ConsoleRole = 'stats' | 'admin';

/** What a command runs with. */
export interface CommandContext {
  readonly operations: ConsoleOperations;
  /** Aborted when the client has left, or its session is to end. */
  readonly signal: AbortSignal;
}

/** One thing that can be said to the console. Commands stand in commands.ts. */
export interface Command {
  /** As it is typed, upper case: `SHOW POOLS`, `PAUSE`. */
  readonly name: string;
  readonly role: ConsoleRole;
  /** What may stand behind it: nothing, a database, or what else `takes` says. */
  readonly argument: 'none' | 'optional' | 'required';
  /** The columns of its answer; null: it answers with its tag alone. */
  readonly columns: readonly Column[] | null;
  /** Said before the answer, as a notice. */
  readonly notice?: string;
  /** @throws GatewayError to be said. */
  run(context: CommandContext, argument: string | null): Promise<readonly (readonly Value[])[]>;
}

/** A SHOW that takes a look. */
export function show(
  what: string,
  columns: readonly Column[],
  rows: (look: GatewayLook) => readonly (readonly Value[])[],
): Command {
  return {
    name: `SHOW ${what}`,
    role: 'stats',
    argument: 'none',
    columns,
    run: async ({ operations }) => rows(await operations.look()),
  };
}

/** A command that acts on databases. */
export function act(
  name: string,
  argument: Command['argument'],
  run: (context: CommandContext, argument: string | null) => Promise<void>,
): Command {
  return {
    name,
    role: 'admin',
    argument,
    columns: null,
    run: async (context, given) => {
      await run(context, given);
      return [];
    },
  };
}

/** @throws GatewayError when there is no such database. Null stands for all. */
export async function requireDatabase({ operations }: CommandContext, database: string | null): Promise<void> {
  if (database === null) return;
  const { databases } = await operations.look();
  if (databases.some(({ name }) => name === database)) return;
  throw new GatewayError('invalid_parameter', 'there is no such database', { hint: '`SHOW DATABASES` lists them' });
}

const LOOK_INTERVAL_MS = 100;

/** Looks until it holds. @throws GatewayError when the session ends before. */
export async function until(
  { operations, signal }: CommandContext,
  holds: (look: GatewayLook) => boolean,
): Promise<void> {
  while (!holds(await operations.look())) {
    if (signal.aborted) throw new GatewayError('shutting_down', 'terminating connection due to administrator command');
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
  }
}
