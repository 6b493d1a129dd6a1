import { expect, test } from 'vitest';
import { hostileUnits } from './hostile-free-text.js';
import { keys, mask, masked, typed } from './masked.js';

const scan = mask('scan');
const shown = (text: string, declared = 'text') => masked(scan, declared, text);

test('takes texts, and nothing else', () => {
  for (const declared of ['text', 'character varying', 'character varying(10)', 'character(10)', 'name']) {
    expect(scan.takes(typed(declared))).toBe(true);
  }
  for (const declared of ['integer', 'jsonb', 'bytea', 'boolean', 'uuid'])
    expect(scan.takes(typed(declared))).toBe(false);
  expect(scan.takes({ typname: '_text', declared: 'text[]' })).toBe(false);
});

test('is cut to the column’s length', () => {
  expect(shown('a@b, see', 'character varying(10)')).toBe('[email], s');
});

test('a document in which something was found is masked whole', () => {
  expect(shown('{"mail": "jane@example.com"}')).toBe('[document]');
  expect(shown(' [{"phone": "0171 1234567"}]\n')).toBe('[document]');
  expect(shown('["jane@example.com"]')).toBe('[document]');
  expect(shown('{"colour": "red"}')).toBe('{"colour": "red"}');
  expect(shown('[urgent] mail jane@example.com [soon]')).toBe('[urgent] mail [email] [soon]');
});

test('a text that is the base64 of one is masked whole', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  expect(shown(base64('jane@example.com'))).toBe('[encoded]');
  expect(shown(Buffer.from('Jörg?? wohnt in Köln', 'utf8').toString('base64url'))).toBe('[encoded]');
  expect(shown('responsibilities')).toBe('responsibilities');
  expect(shown('0b9c1e2a00004000aaaabbbbccccdddd')).not.toBe('[encoded]');
});

test('a text of more than a megabyte is masked whole', () => {
  expect(shown('x'.repeat(1_048_576))).toBe('x'.repeat(1_048_576));
  expect(shown('x'.repeat(1_048_577))).toBe('[too long]');
  expect(shown('é'.repeat(524_289))).toBe('[too long]');
});

test('texts that are made to take long do not', () => {
  for (const unit of hostileUnits) {
    const text = unit.repeat(Math.floor(1_000_000 / Buffer.byteLength(unit)));
    const from = performance.now();
    scan.apply(text, typed('text'), keys);
    scan.apply(`a@b${text}x`, typed('text'), keys);
    // Some hundred milliseconds; what is quadratic takes minutes.
    expect(performance.now() - from, unit).toBeLessThan(10_000);
  }
});

test('what was altered can be told, cut or not, and what was left alone is not taken for it', () => {
  for (const text of [
    'a@b.cc',
    'call 0171 1234567',
    '{"a": "a@b.cc"}',
    'amFuZUBleGFtcGxlLmNvbQ==',
    'x'.repeat(2_000_000),
  ]) {
    for (const length of [1, 4, 8, 12, 20]) {
      const declared = `character varying(${length})`;
      const given = [...text].slice(0, length).join('');
      const cut = shown(given, declared) ?? '';
      expect(cut !== given && scan.altered?.(cut) !== true, `${given} -> ${cut}`).toBe(false);
    }
    expect(scan.altered?.(shown(text) ?? '')).toBe(true);
  }
  for (const text of ['', 'rang twice', '[urgent] ring', 'a [b] c']) expect(scan.altered?.(text)).toBe(false);
});
