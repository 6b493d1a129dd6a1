import { expect, test } from 'vitest';
import { syntaxError } from '../../src/sql/syntax-error.js';

const complaint = (message: string, functionName = 'base_yyparse', position = 7) =>
  syntaxError({ message, functionName, position });

test.each([
  ['syntax error at or near "x"', '42601'],
  ['unterminated quoted string at or near "\'"', '42601'],
  ['UNENCRYPTED PASSWORD is no longer supported', '0A000'],
  ['CREATE ASSERTION is not yet implemented', '0A000'],
  ['MATCH PARTIAL not yet implemented', '0A000'],
  ['UNIQUE predicate is not yet implemented', '0A000'],
  ['DROP VALUE is not implemented', '0A000'],
  ['a column list with SET NULL is only supported for ON DELETE actions', '0A000'],
  ['CREATE OR REPLACE CONSTRAINT TRIGGER is not supported', '0A000'],
  ['WITH CHECK OPTION not supported on recursive views', '0A000'],
  ['only string constants are supported in JSON_TABLE path specification', '0A000'],
  ['current database cannot be changed', '0A000'],
  ['constraints cannot be altered to be NOT VALID', '0A000'],
  ['CREATE SCHEMA IF NOT EXISTS cannot include schema elements', '0A000'],
  ['CHECK constraints cannot be marked DEFERRABLE', '0A000'],
  ['PRIMARY KEY constraints cannot be marked NOT VALID', '0A000'],
  ['UNIQUE constraints cannot be marked NO INHERIT', '0A000'],
  ['UNIQUE constraints cannot be marked NOT ENFORCED', '0A000'],
  ['NOT NULL constraints cannot be marked ENFORCED', '0A000'],
  ['aggregates cannot have output arguments', '0A000'],
  [
    'an ordered-set aggregate with a VARIADIC direct argument must have one VARIADIC aggregated argument of the same data type',
    '0A000',
  ],
  ['column number must be in range from 1 to 32767', '22023'],
  ['precision for type float must be at least 1 bit', '22023'],
  ['precision for type float must be less than 54 bits', '22023'],
  ['unrecognized JSON encoding: utf7', '22023'],
  ['unrecognized partitioning strategy "magic"', '22023'],
  ['modulus for hash partition provided more than once', '42710'],
  ['remainder for hash partition provided more than once', '42710'],
  ['frame start cannot be UNBOUNDED FOLLOWING', '42P20'],
  ['frame end cannot be UNBOUNDED PRECEDING', '42P20'],
  ['frame starting from current row cannot have preceding rows', '42P20'],
  ['role name "none" is reserved', '42939'],
  ['CURRENT_USER cannot be used as a role name here', '42939'],
  ['invalid byte sequence for encoding "UTF8": 0xff', '22021'],
  ['character with byte sequence 0xff in encoding "UTF8" has no equivalent in encoding "LATIN1"', '22P05'],
])('%s is %s', (message, sqlstate) => {
  expect(complaint(message)).toMatchObject({ code: 'syntax', message, sqlstate, position: 7 });
});

test.each([
  // A part of what another error says, or a name that a client gave.
  'syntax error at or near "x is no longer supported"',
  'the current database cannot be changed',
  'current database cannot be changed now',
  'column "frame start" does not exist',
  'frames starting from x',
  'my modulus for hash partition provided more than once',
])('%s is a syntax error', (message) => {
  expect(complaint(message).sqlstate).toBe('42601');
});

test('the scanner and the grammar say one thing with two codes', () => {
  expect(complaint('invalid Unicode escape', 'core_yylex').sqlstate).toBe('22025');
  expect(complaint('invalid Unicode escape', 'str_udeescape').sqlstate).toBe('42601');
});

test('a place that is not known is not told', () => {
  expect(complaint('syntax error', 'x', 0).position).toBeUndefined();
  expect(complaint('syntax error', 'x', 1).position).toBe(1);
});

test('the parser that comes to its own limits says so', () => {
  for (const message of ['memory exhausted at or near "("', 'stack depth limit exceeded']) {
    expect(complaint(message)).toMatchObject({
      code: 'statement_too_complex',
      message: 'the statement is nested too deeply',
      position: undefined,
    });
  }
  expect(complaint('syntax error at or near "memory exhausted"').code).toBe('syntax');
});
