import { GatewayError } from '../../../errors/index.js';
import { act } from '../command.js';
import type { ShutdownMode } from '../operations.js';

const modes: ReadonlyMap<string | null, ShutdownMode> = new Map([
  [null, 'now'],
  ['WAIT_FOR_SERVERS', 'servers'],
  ['WAIT_FOR_CLIENTS', 'clients'],
]);

export const shutdown = act('SHUTDOWN', 'optional', async ({ operations }, argument) => {
  const mode = modes.get(argument?.toUpperCase() ?? null);
  if (mode === undefined) {
    throw new GatewayError('syntax', '`SHUTDOWN` takes `WAIT_FOR_SERVERS`, `WAIT_FOR_CLIENTS` or nothing');
  }
  await operations.shutDown(mode);
});
