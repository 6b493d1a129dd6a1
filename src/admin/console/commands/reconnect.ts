import { act, requireDatabase } from '../command.js';

export const reconnect = act('RECONNECT', 'optional', async (context, database) => {
  await requireDatabase(context, database);
  await context.operations.reconnect(database);
});
