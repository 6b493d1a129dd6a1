import { expect, test } from 'vitest';
import { parseStatement } from '../../../src/admin/console/parse-statement.js';
import { wordsOf } from '../../../src/admin/console/words.js';

const read = (text: string) => {
  const statement = parseStatement(text);
  return statement === null ? null : [statement.command.name, statement.argument];
};

test.each([
  ['SHOW POOLS', ['SHOW POOLS', null]],
  ['  show\n pools ; ', ['SHOW POOLS', null]],
  ['SHOW POOLS -- of today', ['SHOW POOLS', null]],
  ['pause', ['PAUSE', null]],
  ['PAUSE shop;', ['PAUSE', 'shop']],
  ['PAUSE "my ""db"""', ['PAUSE', 'my "db"']],
  ["disable 'my db'", ['DISABLE', 'my db']],
  ['KILL_CLIENT 4294967297', ['KILL_CLIENT', '4294967297']],
  ['SHUTDOWN WAIT_FOR_CLIENTS', ['SHUTDOWN', 'WAIT_FOR_CLIENTS']],
  ['SET max_client_conn = 5', ['SET', 'max_client_conn']],
  ["SET max_client_conn TO '5'", ['SET', 'max_client_conn']],
  ["SET application_name = 'psql'", ['SET', null]],
  ['', null],
  [' ;', null],
  ['-- ping', null],
])('%j is understood', (text, meaning) => {
  expect(read(text)).toEqual(meaning);
});

test.each([
  'SELECT 1',
  '"SHOW" POOLS',
  "'PAUSE'",
  'PAUSE a b',
  'PAUSE =',
  'PAUSE; RESUME',
  'SHOW POOLS (',
  'SHOW POOLS\0',
  'PAUSE "a',
  "PAUSE 'a",
  "PAUSE 'a\\'",
  'PAUSE ""',
  'RELOAD now',
  'DISABLE',
  'SET = 1',
  'SET a = 1 2',
  'SHOW CLIENTS\u00a0; KILL',
  `PAUSE ${'a'.repeat(2000)}`,
])('%j is refused', (text) => {
  expect(() => parseStatement(text)).toThrow();
});

test('nothing makes it run on: the time taken grows with the text', () => {
  for (const piece of ['"', "'", '""', "''", '-', '--', ' ', '\n', 'a.', '=', ';']) {
    expect(() => wordsOf(piece.repeat(1024 / piece.length))).not.toThrow();
  }
});
