import { GatewayError } from '../../../errors/index.js';
import { act } from '../command.js';

/** Takes the `id` of `SHOW CLIENTS`. PgBouncer once let anybody on the console do this (CVE-2026-6667). */
export const killClient = act('KILL_CLIENT', 'required', async ({ operations }, argument) => {
  if (argument === null || !/^\d{1,15}$/.test(argument)) {
    throw new GatewayError('invalid_parameter', 'a client is named by its number', {
      hint: '`SHOW CLIENTS` has it as `id`',
    });
  }
  if (!(await operations.killClient(Number(argument)))) {
    throw new GatewayError('invalid_parameter', 'there is no such client');
  }
});
