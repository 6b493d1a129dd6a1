import { expect, test } from 'vitest';
import { isSingular, parseFieldPath, parseJsonPath } from '../../src/json/index.js';
import { joinPaths } from '../../src/json/path.js';
import { sure } from './through.js';

/** Each segment's selectors, `..` before those that go deeper. */
const read = (path: string) => {
  const parsed = parseFieldPath(path);
  if ('issue' in parsed) return parsed.issue;
  return parsed.segments.map(
    ({ descendant, selectors }) =>
      (descendant ? '..' : '') +
      selectors.map((one) => (one.kind === 'name' ? one.name : one.kind === 'index' ? one.index : '*')).join('|'),
  );
};

test.each([
  ['address.postcode', ['address', 'postcode']],
  ['devices[*].ip', ['devices', '*', 'ip']],
  ['*.ip', ['*', 'ip']],
  ['list[0][1]', ['list', '0', '1']],
  ['"first.name".x', ['first.name', 'x']],
  ["['first.name']['y', 'z']", ['first.name', 'y|z']],
  ['a."b\\"c"', ['a', 'b"c']],
  ['first-name.@id.$ref', ['first-name', '@id', '$ref']],
  ['a..b', ['a', '..b']],
  ['$', []],
  ['$.a[*]', ['a', '*']],
])('the field path %s', (path, expected) => {
  expect(read(path)).toEqual(expected);
});

test.each([
  '',
  '.',
  'a.',
  '.a',
  'a[',
  'a[]',
  'a]',
  'a b"c"',
  '"a',
  "a['b",
  'a..',
  'a...b',
  '\ud800',
  'a'.repeat(3_000),
])('no field path: %j', (path) => {
  expect(parseFieldPath(path)).toHaveProperty('issue');
});

test('what takes the length of an array or a whole value says so', () => {
  for (const path of ['a[-1]', 'a[1:2]', 'a[:1]', 'a[?@.b]']) expect(read(path)).toMatch('not supported');
  expect(parseJsonPath('$.length()')).toHaveProperty('issue', 'functions are not supported');
});

test('a path of names and indexes leads to one value', () => {
  for (const one of ['$', 'a.b[0]', '"x.y"']) expect(isSingular(sure(parseFieldPath(one)))).toBe(true);
  for (const many of ['a[*]', 'a..b', 'a[0,1]', '*']) expect(isSingular(sure(parseFieldPath(many)))).toBe(false);
});

test('a path goes on where another ends', () => {
  const joined = joinPaths(sure(parseJsonPath('$.items[*]')), sure(parseJsonPath('$.id')));
  expect(joined).toEqual({ ...sure(parseJsonPath('$.items[*].id')) });
});
