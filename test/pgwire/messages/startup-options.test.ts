import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeStartupOptions, encodeStartupOptions } from '../../../src/pgwire/index.js';

describe('the startup parameter `options`', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['', {}, []],
    ['-c a=1', { a: '1' }, []],
    ['-ca=1', { a: '1' }, []],
    ['--a=1', { a: '1' }, []],
    ['--statement-timeout=5s', { statement_timeout: '5s' }, []],
    ['  -c  search_path=a,b   -c damask.purpose=x ', { search_path: 'a,b', 'damask.purpose': 'x' }, []],
    ['-c DateStyle=ISO,\\ MDY', { DateStyle: 'ISO, MDY' }, []],
    ['-c a=\\\\', { a: '\\' }, []],
    ['-c a=b=c', { a: 'b=c' }, []],
    ['-c a=1 -c a=2', { a: '2' }, []],
    ['-c a=', { a: '' }, []],
    ['-O -d 1 -c a=1 -fs', { a: '1' }, ['-O', '-d', '1', '-fs']],
  ])('%j is read as PostgreSQL reads it', (options, settings, others) => {
    const read = decodeStartupOptions(options);
    expect(Object.fromEntries(read.settings)).toEqual(settings);
    expect(read.others).toEqual(others);
  });
  test.each(['-c', '--a', '-c a', '-c =1'])('%j is refused', (options) => {
    expect(() => decodeStartupOptions(options)).toThrowError(expect.objectContaining({ sqlstate: '42601' }));
  });
  test('a value is not shown in the error', () => {
    expect(() => decodeStartupOptions('-c päss')).toThrow(/^a setting in `options` requires a value$/);
  });
  test('words are written so that they are read again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }).map((text) => `-X${text}`)), (words) => {
        expect(decodeStartupOptions(encodeStartupOptions(words)).others).toEqual(words);
      }),
    );
  });
});
