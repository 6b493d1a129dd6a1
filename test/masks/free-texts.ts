import fc from 'fast-check';

/** What addresses, numbers and escapes are made of, whole and in halves. */
const parts = fc.oneof(
  fc.constantFrom(
    ...'jane|@|＠|﹫|%40|%2540|&#64;|&#x40|&commat;|\\u0040|=40|[at]| (at) |"|[|]|(|)|{|}|<|>|,|;|:|::|.|。|．|-|/|+|_|~|*|\u20e3|\ufe0f|\u0301|\\|&|%|=|!|?'.split(
      '|',
    ),
    ...' |  |\t|\n|\u00a0|\u200b|\u3000|\u00ad|\u2013|%20|&nbsp;|%2B'.split('|'),
    ...'0|00|1|12|123|1234|19|2024|05|17|31|55|99|０|٣|۴|४|𝟛|10.0.0.1|fe80|dead|A|AB|DE89|GB|eyJ|abcdefghijklmnop|é|😀|例'.split(
      '|',
    ),
    ...'%61|%36|\\u0061|&#97;|&#x61;|\ufdd0|\ufffd|\uffff|[email]|[phone]|2024-05-17|17.05.24'.split('|'),
    'amFuZUBleGFtcGxlLmNvbQ==',
    'aGVsbG8gd29ybGQhIQ',
    '{"a": ',
    '["',
    '"]',
  ),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((one) => !/[\0\p{Cs}]/u.test(one)),
);
const madeOf = (...some: string[]) =>
  fc.array(fc.constantFrom(...some), { maxLength: 25, size: 'max' }).map((chosen) => chosen.join(''));

/** Texts in which something may be found, or almost. */
export const freeTexts: fc.Arbitrary<string> = fc.oneof(
  fc.array(parts, { maxLength: 40, size: 'max' }).map((some) => some.join('')),
  // Few parts, over and over: that is where one way to match is longer than another.
  fc
    .array(parts, { minLength: 1, maxLength: 4 })
    .chain((some) => fc.array(fc.constantFrom(...some), { maxLength: 60, size: 'max' }).map((again) => again.join(''))),
  madeOf(':', '::', '0', 'a', 'f', '1.2', '.', 'g', 'fe80', '12', ' ', '10.0.0.1', 'ABCD'),
  madeOf('@', '_', '.', 'a', '%40', '&#64;', ';', '"', '[', ']', ' ', '(at)', '=40', '+', '\\u0040', ',', '。'),
  madeOf('0', '1', '12', '2024', '-', '.', '/', '+', ' ', '(', ')', ',', '05', '17', '555', '٣', '%20', '&nbsp;', '_'),
  fc.string({ unit: fc.constantFrom(...'ABCabc123+/-_='), minLength: 14, maxLength: 40 }),
  fc.string({ maxLength: 60 }).map((plain) => Buffer.from(plain).toString('base64')),
);
