import fc from 'fast-check';
import { expect, test } from 'vitest';
import { label, numberSteps, numberTrigger, trigger, wordSteps } from '../../src/masks/findings.js';
import { freeTexts } from './free-texts.js';
import { mask, masked } from './masked.js';

const steps = [...wordSteps, ...numberSteps];
const shown = (text: string) => masked(mask('scan'), 'text', text);

test.each([
  ['write to jane.doe+x@example.co.uk.', 'write to [email].'],
  ['Jane <jane@example.com>, joe@example.org', 'Jane <[email]>, [email]'],
  ['"jane doe"@example.com', '[email]'],
  ["o'brien@example.com", '[email]'],
  ['jane@localhost', '[email]'],
  ['jane@[10.0.0.1]', '[email]]'],
  ['用户@例え.jp。', '[email]。'],
  ['jane＠ｅｘａｍｐｌｅ．ｃｏｍ', '[email]'],
  ['jane\u200b@\u200bexample.com', '[email]'],
  ['jane%40example.com jane%2540example.com', '[email] [email]'],
  ['jane&#64;example.com jane&#x40;example.com jane&commat;example.com', '[email] [email] [email]'],
  ['jane\\u0040example.com jane=40example.com', '[email] [email]'],
  ['a@b.example+c@d.example', '[email]'],
  ['jane[at]example.com, jane (at) example.com', '[email], [email]'],
  ['@jane@mastodon.example', '@[email]'],
  [`${'x'.repeat(100)}@example.com`, '[email]'],
])('an address: %s', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test.each([
  ['call +49 (0)171 123-4567 now', 'call [phone] now'],
  ['0171/1234567', '[phone]'],
  ['06 12 34 56 78', '[phone]'],
  ['06.12.34.56.78', '[ip]'],
  ['(555) 123-4567', '([phone]'],
  ['555-1234', '[phone]'],
  ['1234 5678', '[phone]'],
  ['12 34 56 78', '[phone]'],
  ['123 45 678', '[phone]'],
  ['5551234567', '[phone]'],
  ['tel:+1-202-555-0143;ext=5', 'tel:[phone];ext=5'],
  ['%2B49%20171%201234567', '[phone]'],
  ['０１７１ １２３４５６７', '[phone]'],
  ['٠١٧١١٢٣٤٥٦٧', '[phone]'],
  ['0171\u200b123\u200b4567', '[phone]'],
  ['0171–123–4567', '[phone]'],
  ['0171*123_4567', '[phone]'],
  ['phone=%2B49+171+1234567', 'phone=[phone]'],
  ['0\ufe0f\u20e31\ufe0f\u20e37\ufe0f\u20e31\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33', '[phone]'],
  ['\u202e0171\u202c 1234567', '\u202e[phone]'],
])('a number to call: %s', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test.each([
  ['4111 1111 1111 1111', '[card]'],
  ['4111111111111111 exp 12/27', '[card] exp 12/27'],
  ['3782-822463-10005', '[card]'],
  ['12345678901234567890', '[number]'],
  ['ssn 078-05-1120', 'ssn [id]'],
  ['DE89 3704 0044 0532 0130 00 paid', '[iban] paid'],
  ['GB82WEST12345698765432, ok', '[iban], ok'],
  ['from 192.168.1.20:443', 'from [ip]:443'],
  ['2001:db8::1 fe80::1%eth0 ::1', '[ip] [ip]%eth0 [ip]'],
  ['2001:0db8:0000:0000:0000:ff00:0042:8329', '[ip]'],
  ['::ffff:10.0.0.1', '[ip]'],
  ['ip:fe80::1', 'ip[ip]'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '[encoded]'],
  ['%30%31%37%31', '[encoded]'],
  ['&#48;&#49;&#x37; \\u0030\\u0031\\u0037', '[encoded] [encoded]'],
])('a number or key of somebody: %s', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test.each([
  '',
  'rang twice, nobody home',
  'delivered 2024-05-17 10:30, again 17.05.2024 10:30 and 5/17/24 at 12',
  'order 10023456, total 1.234.567,89 EUR, 2019-2024',
  'a :: b, std::abs, Vec::new, 12:30:45',
  '(a) 3 of 7; 50%, C++, #4711',
  'abcdefghijklmnopqrstuvwx',
])('what stays: %s', (text) => {
  expect(shown(text)).toBe(text);
});

test('a date is no part of a number beside it', () => {
  expect(shown('2024-05-17 0171 1234567')).toBe('2024-05-17 [phone]');
});

test('every step can be read by JavaScript, and what it leaves can be told', () => {
  for (const { pattern } of [...steps, { pattern: trigger }, { pattern: numberTrigger }])
    expect(() => new RegExp(pattern, 'gu')).not.toThrow();
  const labels = new Set(steps.map(({ replacement }) => replacement).filter((text) => text.startsWith('[')));
  for (const text of labels) expect(text).toMatch(new RegExp(`^${label}$`));
  expect(labels.size).toBe(8);
});

test('looking behind is by one character, ahead by two: PostgreSQL would start over for more with every finding', () => {
  for (const { pattern } of steps) {
    const around = pattern.match(/\(\?<?[!=](?:\[[^\]]*\][?]?|[^)])*\)/g) ?? [];
    for (const look of around) expect(look).toMatch(/^\(\?<?!(?:\[[^\]]*\]\?)?\[(?:[^\]]|\\\])*\]\)$/);
  }
});

test('what does not begin a search holds nothing that it would find', () => {
  const after = (text: string, some: typeof wordSteps) =>
    some.reduce(
      (from, { pattern, replacement }) => from.replace(new RegExp(pattern, 'gu'), replacement.replaceAll('\\', '$')),
      text,
    );
  const [begins, hasNumbers] = [new RegExp(trigger, 'u'), new RegExp(numberTrigger, 'u')];
  const counts = { silent: 0, short: 0 };
  for (const text of fc.sample(freeTexts, { seed: 34, numRuns: 20_000 })) {
    if (!begins.test(text)) {
      counts.silent += 1;
      expect(after(text, steps)).toBe(text);
    } else if (!hasNumbers.test(text)) {
      counts.short += 1;
      const words = after(text, wordSteps);
      expect(after(words, numberSteps)).toBe(words);
    }
  }
  expect(counts.silent).toBeGreaterThan(500);
  expect(counts.short).toBeGreaterThan(500);
});

const edge = fc.constantFrom(
  '',
  ' ',
  ',',
  ':',
  '(',
  ')',
  '<',
  '>',
  '"',
  '\n',
  '=',
  '/',
  '中',
  '\u00a0',
  ' - ',
  'Tel.: ',
  ' 2024-05-17 ',
  '…',
);
const digitsOf = (count: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${count - 1}}$`));
const separated = (...lengths: number[]) =>
  fc
    .tuple(fc.constantFrom(' ', '-', '.', '/', ' - ', '\u2011', '\u00a0'), fc.tuple(...lengths.map(digitsOf)))
    .map(([between, groups]) => groups.join(between));
const personal = fc.oneof(
  fc.emailAddress(),
  fc.ipV4(),
  // Without a digit it could be two words of a program.
  fc.ipV6().filter((address) => /[0-9]/.test(address)),
  digitsOf(16),
  separated(4, 4, 4, 4),
  separated(3, 2, 4),
  separated(3, 3, 4),
  separated(2, 3, 4, 3).map((number) => `+${number}`),
  separated(3, 3, 4).map((number) => `0${number}`),
  fc.tuple(digitsOf(2), digitsOf(18)).map(([check, account]) => `DE${check}${account}`),
);

test('whatever stands around it, nothing of the shape of somebody’s is left', () => {
  fc.assert(
    fc.property(edge, personal, edge, (before, something, after) => {
      const text = shown(`${before}${something}${after}`) ?? '';
      expect(text).not.toContain(something);
      expect(text).toMatch(/\[[a-z]+\]/);
    }),
    { seed: 20_340, numRuns: 20_000 },
  );
});
