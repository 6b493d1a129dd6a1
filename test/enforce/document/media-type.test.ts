import { expect, test } from 'vitest';
import { accepts, contentTypeRefusal, mediaTypeOf, readMediaType } from '../../../src/enforce/document/media-type.js';

test('a media type is read with its charset, and a list is none', () => {
  expect(readMediaType('Application/JSON; x="a;b"; Charset="UTF-8"')).toEqual({
    type: 'application/json',
    charset: 'utf-8',
  });
  expect(readMediaType('text/csv')).toEqual({ type: 'text/csv', charset: null });
  for (const text of ['', 'json', 'a/b, c/d', 'a/b c', 'a/b; x', 'a/b; charset=a; charset=b'])
    expect(readMediaType(text), text).toBeNull();
});

test('a type that says another format is refused, one that says none is not', () => {
  const refused = (type: string | undefined, format: 'json' | 'ndjson' | 'json-seq' | 'sse' | 'csv') =>
    contentTypeRefusal(type, format) !== null;
  expect(refused(undefined, 'json')).toBe(false);
  expect(refused('text/plain; charset=us-ascii', 'csv')).toBe(false);
  expect(refused('application/hal+json', 'json')).toBe(false);
  expect(refused('application/x-ndjson', 'ndjson')).toBe(false);
  expect(refused('application/geo+json-seq', 'json-seq')).toBe(false);
  expect(refused('text/event-stream', 'sse')).toBe(false);
  expect(refused('application/json', 'csv')).toBe(true);
  expect(refused('text/csv', 'json')).toBe(true);
  expect(refused('image/png', 'json')).toBe(true);
  expect(refused('application/json; charset=utf-16', 'json')).toBe(true);
  expect(refused('broken', 'json')).toBe(true);
});

test('Accept is read by range and weight', () => {
  const json = mediaTypeOf('json');
  for (const accept of [
    undefined,
    ' ',
    '*/*',
    'text/html, application/*;q=0.5',
    'APPLICATION/JSON',
    'application/*+json',
  ])
    expect(accepts(accept, json), accept).toBe(true);
  for (const accept of ['text/html', 'application/json;q=0', '*/*;q=0.0', 'application/xml'])
    expect(accepts(accept, json), accept).toBe(false);
  expect(accepts('text/csv', mediaTypeOf('csv'))).toBe(true);
});
