import { GatewayError } from '../../../errors/index.js';
import { act } from '../command.js';

/** As SIGHUP. The faults of a configuration that can't be used are in the log: they can quote it. */
export const reload = act('RELOAD', 'none', async ({ operations }) => {
  try {
    await operations.reload();
  } catch {
    throw new GatewayError('invalid_parameter', 'the configuration can not be used; nothing has changed', {
      hint: 'its faults are on the standard error of the gateway; `damask check` shows them too',
    });
  }
});
