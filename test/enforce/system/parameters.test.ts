import { expect, test } from 'vitest';
import { isReadableParameter, isSettable } from '../../../src/enforce/system/index.js';
import { settableParameters, unreadableParameters } from '../../../src/enforce/system/parameters.js';

test('values are taken in any case, without the blanks around', () => {
  expect(isSettable('Standard_Conforming_Strings', ' ON ')).toBe(true);
  expect(isSettable('client_encoding', "'UTF8'")).toBe(true);
  expect(isSettable('client_encoding', 'LATIN1')).toBe(false);
  expect(isSettable('client_min_messages', 'debug5')).toBe(false);
});

test('a default is as good as a value, and what is not listed has none', () => {
  expect(isSettable('client_encoding', null)).toBe(true);
  expect(isSettable('log_statement', null)).toBe(false);
});

test('names are listed in lower case, and none is both settable and unreadable', () => {
  for (const name of settableParameters.keys()) expect(name).toBe(name.toLowerCase());
  expect([...settableParameters.keys()].filter((name) => unreadableParameters.has(name))).toEqual([]);
});

test('of custom settings only the purpose, and those that may be set, are read', () => {
  expect(isReadableParameter('damask.purpose')).toBe(true);
  expect(isReadableParameter('DAMASK.anything')).toBe(false);
  expect(isReadableParameter('other.secret')).toBe(false);
  expect(isReadableParameter('TimeZone')).toBe(true);
});
