import { expect, test } from 'vitest';
import {
  allowedAdministrationFunctions,
  allowedVolatileFunctions,
  sizeFunctions,
} from '../../../src/enforce/system/allowed-functions.js';
import { deniedFunctions } from '../../../src/enforce/system/index.js';

test('nothing that is allowed is denied', () => {
  for (const name of [...allowedAdministrationFunctions, ...allowedVolatileFunctions])
    expect([name, deniedFunctions.has(name)]).toEqual([name, false]);
});

test.each(['random', 'clock_timestamp', 'gen_random_uuid', 'timeofday'])('%s may be called', (name) => {
  expect(allowedVolatileFunctions.has(name)).toBe(true);
});

test('functions that measure relations are known', () => {
  expect(sizeFunctions.has('pg_relation_size') && sizeFunctions.has('pg_total_relation_size')).toBe(true);
});
