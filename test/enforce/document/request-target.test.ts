import { expect, test } from 'vitest';
import { readTarget } from '../../../src/enforce/document/request-target.js';

test('a path and its parameters are read once, decoded', () => {
  expect(readTarget('/v1/J%C3%B6rg/?q=a+b&page=2&empty')).toEqual({
    segments: ['v1', 'Jörg'],
    endsWithSlash: true,
    query: new Map([
      ['q', 'a b'],
      ['page', '2'],
      ['empty', ''],
    ]),
  });
  expect(readTarget('/').segments).toEqual([]);
});

test.each([
  'v1',
  '*',
  'http://store/v1',
  '//v1',
  '/v1//x',
  '/v1/../x',
  '/v1/%2e%2e/x',
  '/v1/a%2Fb',
  '/v1/a;b',
  '/v1/a\\b',
  '/v1/%25',
  '/v1/%2520',
  '/v1/x.',
  '/v1/%ff',
  '/v1/%00',
  '/v1/%EF%BC%8F',
  '/v1#x',
  '/v1?a=1&a=2',
  '/v1?=1',
  '/v1?a=%0a',
  '/v1 x',
])('what could be read in two ways is refused: %s', (text) => {
  const read = () => readTarget(text);
  // A percent sign alone is a character like another.
  if (text === '/v1/%25') expect(read().segments).toEqual(['v1', '%']);
  else expect(read).toThrow();
});
