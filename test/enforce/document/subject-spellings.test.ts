import { expect, test } from 'vitest';
import { subjectSpellings } from '../../../src/enforce/document/subject-spellings.js';

test('an id is asked about under each spelling that a service could take for the same', () => {
  for (const id of ['07', '7.0', '+7', ' 7', '7e0', '\uff17']) expect(subjectSpellings(id), id).toContain('7');
  expect(subjectSpellings('7')).toEqual(['7']);
  expect(subjectSpellings('Ada@Example.com')).toEqual(['Ada@Example.com', 'ada@example.com', 'ADA@EXAMPLE.COM']);
});
