import { describe, expect, test } from 'vitest';
import { comparesSafely, familyOfColumn, familyOfType, mergedFamily } from '../../../src/enforce/rewrite/family.js';
import { smallCatalog } from '../small-view.js';

test('types that compare alike are one family', () => {
  expect(familyOfType('int2')).toBe(familyOfType('int4'));
  expect(familyOfType('varchar')).toBe(familyOfType('text'));
  expect(familyOfType('int8')).not.toBe(familyOfType('oid'));
  expect(familyOfType('xml')).toBe('unknown');
});

test('each enum is a family, and so is text of each collation', () => {
  const column = (name: string) => {
    const found = smallCatalog.relation('public', 'products')?.columns.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(name);
    return familyOfColumn(smallCatalog, found);
  };
  expect(column('mood')).toMatch(/^enum \d+$/);
  expect(column('label')).toBe('text "de"');
  expect(column('sku')).toBe('text');
});

describe('a comparison', () => {
  test.each([
    ['int', 'int8'],
    ['int', 'oid'],
    ['int8', 'numeric'],
    ['int8', 'float'],
    ['date', 'timestamptz'],
    ['text', 'literal'],
    ['literal', 'literal'],
    ['text', 'parameter'],
    ['int', 'parameter'],
    ['float', 'decimal'],
  ])('of %s with %s is safe, either way round', (left, right) => {
    expect([comparesSafely(left, right), comparesSafely(right, left)]).toEqual([true, true]);
  });

  test.each([
    ['int8', 'oid'],
    ['numeric', 'float'],
    ['unknown', 'unknown'],
    ['unknown', 'literal'],
    ['text', 'int'],
    ['text', 'text "de"'],
    ['int8', 'parameter'],
    ['numeric', 'parameter'],
    ['date', 'parameter'],
    ['time', 'timetz'],
  ])('of %s with %s may raise, either way round', (left, right) => {
    expect([comparesSafely(left, right), comparesSafely(right, left)]).toEqual([false, false]);
  });
});

test('values become one type only where none can fail to', () => {
  expect(mergedFamily(['int', 'literal'])).toBe('int');
  expect(mergedFamily(['literal', 'literal'])).toBe('literal');
  expect(mergedFamily([])).toBe('literal');
  expect(mergedFamily(['int', 'numeric'])).toBe('numeric');
  expect(mergedFamily(['decimal', 'int'])).toBe('numeric');
  expect(mergedFamily(['decimal', 'decimal'])).toBe('numeric');
  expect(mergedFamily(['int', 'int8'])).toBe('int8');
  expect(mergedFamily(['int', 'float'])).toBe('float');
  expect(mergedFamily(['date', 'date'])).toBe('date');
  expect(mergedFamily(['date', 'timestamptz'])).toBe(null);
  expect(mergedFamily(['numeric', 'float'])).toBe(null);
  expect(mergedFamily(['int8', 'oid'])).toBe(null);
  expect(mergedFamily(['unknown', 'int'])).toBe(null);
  expect(mergedFamily(['parameter', 'int'])).toBe(null);
});
