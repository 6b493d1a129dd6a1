import { expect, test } from 'vitest';
import { nullSql } from '../../src/masks/index.js';
import { issueOf, keys, mask, masked, typed } from './masked.js';

test('leaves nothing, in every type', () => {
  expect(masked(mask('null'), 'text', 'Ada')).toBe(null);
  expect(mask('null').takes({ typname: 'mood', declared: 'app.mood' })).toBe(true);
  expect(mask('null').sql('c.x', typed('character varying(50)'), keys)).toBe('CAST(NULL AS pg_catalog.varchar(50))');
});

test('a NULL for a withheld column names its type so that no search_path can change it', () => {
  expect(nullSql({ typname: '_text', declared: 'text[]' })).toBe('CAST(NULL AS pg_catalog.text[])');
  expect(nullSql({ typname: 'mood', declared: 'app.mood' })).toBe('CAST(NULL AS app.mood)');
});

test('takes no options', () => {
  expect(issueOf('null', { value: 1 })).toBe('mask `null` takes no options');
  expect(issueOf('null', null)).toBe(null);
});
