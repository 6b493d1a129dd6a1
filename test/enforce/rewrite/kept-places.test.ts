import { expect, test } from 'vitest';
import { keepsPlaces } from '../../../src/enforce/rewrite/kept-places.js';
import { expressionOf } from '../small-view.js';

test.each([
  "'{}'",
  '$1',
  'doc',
  't.doc',
  'excluded.doc',
  "jsonb_set(doc, '{a}', $1)",
  "pg_catalog.jsonb_set(coalesce(doc, '{}'), '{a}', to_jsonb(other))",
  "jsonb_strip_nulls(doc - 'a' #- '{b}')",
  "doc || jsonb_build_object('a', other)",
  "doc || JSON_OBJECT('a': 1)",
  "CASE WHEN doc ->> 'a' = 'x' THEN doc ELSE '{}' END",
  'jsonb_build_array(other)',
])('%s leaves what was stored in its place', (sql) => {
  expect(keepsPlaces(expressionOf(sql), 'doc')).toBe(true);
});

test.each([
  "doc -> 'a'",
  'doc::text::jsonb',
  "jsonb_set(doc, '{a}', doc -> 'b')",
  "jsonb_set(other, '{a}', doc)",
  "jsonb_set(doc, ARRAY[doc ->> 'a'], '1')",
  "mine.jsonb_set(doc, '{a}', '1')",
  "jsonb_insert(doc, '{a,0}', '1')",
  'doc || $1',
  "'[]' || doc",
  "jsonb_build_object('a', 1) || doc",
  "doc || jsonb_build_object('a', doc)",
  "doc - (doc ->> 'a')",
  'jsonb_build_array(doc)',
  "CASE WHEN true THEN doc -> 'a' END",
  "CASE WHEN true THEN '1' ELSE doc -> 'a' END",
  "coalesce(doc, doc -> 'a')",
  '(SELECT doc)',
])('%s could move it', (sql) => {
  expect(keepsPlaces(expressionOf(sql), 'doc')).toBe(false);
});
