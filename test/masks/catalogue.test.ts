import { expect, test } from 'vitest';
import { compileMask, maskCatalogue, maskFits, maskIssue } from '../../src/masks/index.js';
import { typed } from './masked.js';
import { specs } from './specs.js';

test('holds every mask once, each with a sentence', () => {
  expect(maskCatalogue.map(({ name }) => name).join(' ')).toBe(
    'null constant redact partial last4 initial email pseudonym year month bucket round prefix ip_prefix hash_id scan',
  );
  expect(maskCatalogue.every(({ summary }) => summary.length > 0)).toBe(true);
  expect(new Set(specs.map(({ name }) => name))).toEqual(new Set(maskCatalogue.map(({ name }) => name)));
});

test('a mask is named as it was asked for', () => {
  for (const spec of specs) expect(compileMask(spec)).toMatchObject({ name: spec.name });
});

test('what is wrong with a spec is said with what would be right', () => {
  expect(maskIssue({ name: 'last4', options: undefined })).toBe(null);
  expect(maskIssue({ name: 'last4', options: { n: 1 } })).toBe('mask `last4` takes no options');
  expect(maskIssue({ name: 'lastfour', options: undefined })).toMatch(/^no such mask; there are `null`, `constant`,/);
  expect(maskIssue({ name: 'scan', options: undefined })).toMatch(/^is no mask of a rule: say `scan: true`/);
  expect(maskIssue({ name: 'token', options: undefined })).toBe('mask `token` is not available yet');
});

test('a mask says which types it fits', () => {
  const year = compileMask({ name: 'year', options: undefined });
  expect('issue' in year ? [] : ['date', 'integer'].map((declared) => maskFits(year, typed(declared)))).toEqual([
    true,
    false,
  ]);
});
