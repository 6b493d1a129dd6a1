import { act, requireDatabase } from '../command.js';

export const kill = act('KILL', 'optional', async (context, database) => {
  await requireDatabase(context, database);
  await context.operations.kill(database);
});
