import { GatewayError } from '../../../errors/index.js';
import { act } from '../command.js';

/**
 * Settings come from the configuration alone, so that what is in force can be read there: nothing is set here. `argument` is
 * the setting's name.
 */
export const set = act('SET', 'required', async ({ operations }, argument) => {
  const { config } = await operations.look();
  const entry = config.find(({ key }) => key === argument?.toLowerCase());
  if (entry === undefined) throw new GatewayError('invalid_parameter', 'there is no such setting');
  throw new GatewayError('not_supported', 'settings are not changed here', {
    hint: entry.isChangeable
      ? 'change it in the configuration; it comes in force with the next reload'
      : 'change it in the configuration; it comes in force with the next start',
  });
});
