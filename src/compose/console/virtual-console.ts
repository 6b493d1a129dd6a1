import { type ConsoleOperations, ConsoleSession } from '../../admin/index.js';
import { GatewayError } from '../../errors/index.js';
import type { Logger } from '../../observe/index.js';
import type { VirtualDatabase } from '../../pg/index.js';
import { consoleDatabases, type PostgresListenSettings } from '../../settings/index.js';

export interface ConsoleSurroundings {
  /** What is in force. */
  readonly listen: () => PostgresListenSettings | null;
  readonly operations: ConsoleOperations;
  readonly logger: Logger;
  readonly version: string;
}

/** The console, as the listener finds it: null while no principal may use it, and for any other database. */
export function virtualConsole(surroundings: ConsoleSurroundings): (database: string) => VirtualDatabase | null {
  const { listen, operations, logger, version } = surroundings;
  const statuses = new Map([
    ['server_version', `15.0 (Damask ${version})`],
    ['server_encoding', 'UTF8'],
    ['client_encoding', 'UTF8'],
    ['DateStyle', 'ISO, MDY'],
    ['TimeZone', 'UTC'],
    ['integer_datetimes', 'on'],
    ['standard_conforming_strings', 'on'],
  ]);
  const database: VirtualDatabase = {
    statuses,
    admit: (principal) => {
      const role = () => roleOf(principal, listen());
      if (role() === null) {
        throw new GatewayError('authorization', 'the console is for principals in `admin_users` and `stats_users`');
      }
      return (client) =>
        new ConsoleSession({
          ...client,
          role,
          operations,
          onCommand: (command, refused) =>
            logger.log(refused ? 'console_refused' : 'console_command', { principal, command }),
        });
    },
  };
  return (name) => {
    const settings = listen();
    const isServed = settings !== null && settings.adminUsers.size + settings.statsUsers.size > 0;
    return isServed && consoleDatabases.includes(name) ? database : null;
  };
}

function roleOf(principal: string, listen: PostgresListenSettings | null) {
  if (listen?.adminUsers.has(principal)) return 'admin';
  return listen?.statsUsers.has(principal) ? 'stats' : null;
}
