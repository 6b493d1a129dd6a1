import { act, requireDatabase, until } from '../command.js';
import { serverRows } from '../show/server-rows.js';

/** Comes back when no server connection of a pool is left. */
export const pause = act('PAUSE', 'optional', async (context, database) => {
  await requireDatabase(context, database);
  await context.operations.pause(database);
  await until(context, (look) =>
    serverRows(look).every(
      (row) => row.database?.poolMode === 'session' || (database !== null && row.databaseName !== database),
    ),
  );
});
