import { expect, test } from 'vitest';
import { deniedFunctionPrefixes, deniedFunctionReasons } from '../../../src/enforce/system/denied-functions.js';
import { deniedFunctions } from '../../../src/enforce/system/index.js';

test.each([
  'query_to_xml',
  'pg_read_file',
  'lo_import',
  'dblink_exec',
  'pg_stat_get_activity',
  'pg_sleep',
  'ts_stat',
  'pg_ls_dir',
  'pg_terminate_backend',
])('%s is denied, with a reason', (name) => {
  expect(deniedFunctions.get(name)).toMatch(/^it /);
});

test('what administers and is not known to be harmless is denied by its name', () => {
  expect(deniedFunctions.has('pg_something_of_a_later_version')).toBe(true);
  expect(deniedFunctions.has('lower')).toBe(false);
});

test('each reason is a sentence that goes on from the name', () => {
  for (const reason of [...deniedFunctionReasons.values(), ...deniedFunctionPrefixes.values()])
    expect(reason).toMatch(/^it /);
});
