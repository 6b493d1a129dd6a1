import { act, requireDatabase, until } from '../command.js';

/** Comes back when every server connection that was to be closed (`close_needed`) is. */
export const waitClose = act('WAIT_CLOSE', 'optional', async (context, database) => {
  await requireDatabase(context, database);
  await until(context, ({ pools }) =>
    pools.every(
      (pool) => (database !== null && pool.database !== database) || pool.servers.every(({ isClosing }) => !isClosing),
    ),
  );
});
