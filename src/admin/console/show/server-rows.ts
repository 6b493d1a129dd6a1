import type { DatabaseLook, GatewayLook, ServerLook } from '../look.js';

/** A server connection, where it leads, and whose it is now. */
export interface ServerRow {
  readonly server: ServerLook;
  readonly database: DatabaseLook | undefined;
  readonly databaseName: string;
  /** The id of the client that has it; null: none, or several by turns. */
  readonly client: number | null;
}

/**
 * Every server connection: those of pools, and those that clients have of their own, which no pool has.
 */
export function serverRows({ pools, clients, databases }: GatewayLook): ServerRow[] {
  const find = (store: string | null, name: string | null) =>
    databases.find((one) => one.store === store && one.name === name);
  const isOf = (store: string, name: string, processId: number) => (client: (typeof clients)[number]) =>
    client.serverProcessId === processId && client.store === store && client.database === name;
  const pooled = pools.flatMap(({ store, database, servers }) =>
    servers.map((server) => ({
      server,
      database: find(store, database),
      databaseName: database,
      client: clients.find(isOf(store, database, server.processId))?.id ?? null,
    })),
  );
  const shared = new Set(pooled.map(({ client }) => client));
  const own = clients.flatMap((client) => {
    if (client.serverProcessId === null || client.database === null || shared.has(client.id)) return [];
    const server: ServerLook = {
      id: client.id,
      processId: client.serverProcessId,
      // It is with its client, whether that asks something or not.
      state: 'active',
      isClosing: false,
      ageMs: client.connectedMs,
      idleMs: 0,
      preparedStatements: 0,
    };
    return [
      { server, database: find(client.store, client.database), databaseName: client.database, client: client.id },
    ];
  });
  return [...pooled, ...own];
}
