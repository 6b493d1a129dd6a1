import { expect, test } from 'vitest';
import { readStartup } from '../../../src/enforce/session/startup-parameters.js';
import { pinnedParameters } from '../../../src/enforce/system/index.js';
import { GatewayError } from '../../../src/errors/index.js';

const read = (parameters: Record<string, string>, guarded = true) => {
  const startup = readStartup(new Map(Object.entries(parameters)), guarded);
  return startup instanceof GatewayError ? `${startup.sqlstate} ${startup.message}` : startup;
};

test('the purpose and the search_path are read, and go on', () => {
  expect(read({ 'damask.purpose': 'analytics', search_path: 'app' })).toMatchObject({
    purpose: 'analytics',
    searchPath: 'app',
  });
  expect(read({})).toMatchObject({ purpose: null, searchPath: null });
});

test('names are read in any case', () => {
  const startup = read({ TimeZone: 'UTC', Search_Path: 'app' });
  expect(startup).toMatchObject({ searchPath: 'app' });
  expect(typeof startup === 'string' ? '' : startup.parameters.get('timezone')).toBe('UTC');
});

test.each([
  ['session_replication_role', 'replica'],
  ['standard_conforming_strings', 'off'],
  ['client_encoding', 'SJIS'],
  ['role', 'postgres'],
  ['transform_null_equals', 'on'],
  ['log_statement', 'all'],
])('%s=%s is refused where there is something to guard', (name, value) => {
  expect(read({ [name]: value })).toMatch(new RegExp(`^28000 startup parameter \`${name}\``));
  expect(read({ [name]: value }, false)).toMatchObject({ purpose: null });
});

test('a setting of the application’s own is taken where it is listed', () => {
  const asked = new Map([['App.User_Id', '5']]);
  expect(readStartup(asked, true, new Set(['app.user_id']))).toMatchObject({
    parameters: new Map([...pinnedParameters, ['app.user_id', '5']]),
  });
  expect(read({ 'app.user_id': '5' })).toMatch(/^28000 startup parameter `app.user_id`/);
});

test('what a guard reads can’t be set from outside', () => {
  expect(read({ 'damask.key_inner': 'x' })).toBe('28000 settings named damask.* belong to the gateway');
  expect(read({ 'DAMASK.Key': 'x' }, false)).toBe('28000 settings named damask.* belong to the gateway');
});

test('a name that is none is not repeated', () => {
  expect(read({ 'a b\n': 'x' })).toBe('28000 startup parameter `?` may not be set, or not to this value');
});

test('the C locale’s encoding is UTF-8', () => {
  expect(read({ client_encoding: 'SQL_ASCII' })).toMatchObject({ purpose: null });
});
