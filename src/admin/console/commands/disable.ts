import { act, requireDatabase } from '../command.js';

export const disable = act('DISABLE', 'required', async (context, database) => {
  await requireDatabase(context, database);
  await context.operations.disable(database ?? '');
});
