import { act, requireDatabase } from '../command.js';

export const enable = act('ENABLE', 'required', async (context, database) => {
  await requireDatabase(context, database);
  await context.operations.enable(database ?? '');
});
