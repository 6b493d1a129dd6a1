import { act, requireDatabase } from '../command.js';

export const resume = act('RESUME', 'optional', async (context, database) => {
  await requireDatabase(context, database);
  await context.operations.resume(database);
});
