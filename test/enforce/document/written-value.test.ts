import { expect, test } from 'vitest';
import { memberMask } from '../../../src/enforce/document/member-mask.js';
import { writtenText } from '../../../src/enforce/document/written-value.js';
import type { ScalarType } from '../../../src/json/index.js';
import { maskCatalogue } from '../../../src/masks/index.js';
import { Random } from '../../oracle/random.js';
import { decisionOf, field, keys, mask } from './resource.js';

const refused = expect.objectContaining({
  code: 'refused',
  message: expect.stringContaining('is not written back'),
});

/** A field that is seen under the mask. */
const seen = (name: string, options?: unknown, type?: string) => ({
  path: 'email',
  entry: field('user.contact.email', type === undefined ? {} : { type: type as 'text' }),
  decision: decisionOf({ fields: { 'user.contact.email': mask(name, options) } }).fields.get('email'),
});
const text = (value: string): { type: ScalarType; text: string } => ({ type: 'string', text: value });

test('what is no mask is written as it is', () => {
  expect(writtenText(text('ada@example.com'), seen('email'), keys)).toBe('ada@example.com');
  expect(writtenText(text('078-05-1120'), seen('last4'), keys)).toBe('078-05-1120');
  expect(writtenText({ type: 'number', text: '1.50' }, seen('last4'), keys)).toBe('1.50');
  expect(writtenText({ type: 'boolean', text: 'true' }, seen('last4'), keys)).toBe('true');
});

test('what is a mask, or could be one, is refused', () => {
  const cases = [
    ['email', '***@example.com'],
    ['email', '***'],
    ['last4', '*******1120'],
    ['redact', '[redacted]'],
    ['initial', 'A.'],
    ['year', '1984-01-01'],
    ['pseudonym', '0123456789abcdef'],
    ['hash_id', 'no uuid'],
  ] as const;
  for (const [name, value] of cases) expect(() => writtenText(text(value), seen(name), keys), name).toThrow(refused);
});

test('of a text that is looked through, one in which nothing was found is no mask', () => {
  const scanned = {
    ...seen('initial'),
    decision: { kind: 'mask' as const, mask: { name: 'scan', options: undefined }, reason: {} as never },
  };
  for (const value of ['rang twice', '', 'ask jane@example.com', '[urgent] ring']) {
    expect(writtenText(text(value), scanned, keys)).toBe(value);
  }
  for (const value of ['ask [email]', '[document]', '[too long]', 'cut to the col [ema', 'call [phone], [card]']) {
    expect(() => writtenText(text(value), scanned, keys), value).toThrow(refused);
  }
});

test('a pseudonym that the key turns back is turned back', () => {
  for (const [name, value] of [
    ['hash_id', '7'],
    ['pseudonym', '7'],
  ] as const) {
    const shown = memberMask({ name, options: undefined }, 'int8', keys)(value, 'number') as { number: string };
    expect(shown.number).not.toBe(value);
    expect(writtenText({ type: 'number', text: shown.number }, seen(name, undefined, 'int8'), keys)).toBe(value);
  }
  const uuid = '6d0c1f3e-27f7-4a51-9c3b-0a5d5d3a1c11';
  const shown = memberMask({ name: 'hash_id', options: undefined }, null, keys)(uuid, 'string') as string;
  expect(writtenText(text(shown), seen('hash_id'), keys)).toBe(uuid);
});

/** Options under which each mask is tried. */
const options: Readonly<Record<string, readonly unknown[]>> = {
  constant: ['x', 'Ada'],
  partial: [
    { first: 1, last: 1 },
    { last: 3, fill: '#' },
    { first: 2, fill: '\u00e4' },
  ],
  pseudonym: [undefined, { length: 32 }, { length: 8, scope: 'shared' }],
  hash_id: [undefined, { scope: 'shared' }],
  bucket: [50, 7, 0.5],
  round: [10, 0.01],
  prefix: [3, 1],
  ip_prefix: [
    { v4: 24, v6: 48 },
    { v4: 0, v6: 0 },
  ],
  email: [undefined, { keep: 'domain' }],
};

const values: readonly ((random: Random) => { type: ScalarType; text: string })[] = [
  (random) =>
    text(
      random.pick(['', 'Ada', 'Ada Lovelace', 'Zo\u00eb \ud83d\ude00', '078-05-1120', 'A.', '***', 'x'.repeat(400)]),
    ),
  (random) => text(`${random.pick(['ada', '***', ''])}@${random.pick(['example.com', 'x', 'a b'])}`),
  (random) =>
    text(`19${random.integer(10, 99)}-${random.pick(['01', '12', '02', '13'])}-${random.pick(['01', '30', '31'])}`),
  (random) =>
    text(
      `20${random.integer(10, 99)}-05-0${random.integer(1, 9)}T10:0${random.integer(0, 9)}:00${random.pick(['Z', '+02:00', '.5Z'])}`,
    ),
  (random) => text(random.pick(['ask jane@example.com', '+49 171 1234567', 'rang twice', '{"a": "a@b.cc"}'])),
  (random) => text(random.pick(['10.1.2.3', '2001:db8::1', '10.0.0.0', '::', '300.1.1.1'])),
  (random) => ({ type: 'number', text: String(random.integer(-2_147_483_648, 2_147_483_647)) }),
  (random) => ({ type: 'number', text: `${random.integer(-999, 999)}.${random.integer(0, 99)}` }),
  (random) => text(String(random.integer(-999, 99_999))),
  () => text('6d0c1f3e-27f7-4a51-9c3b-0a5d5d3a1c11'),
  () => ({ type: 'boolean', text: 'true' }),
];

test('whatever a mask gives, what is written is never that mask: it is refused, or turned back', () => {
  const random = new Random(7);
  for (const { name } of maskCatalogue) {
    for (const option of options[name] ?? [undefined]) {
      for (const type of [
        undefined,
        'text',
        'int4',
        'int8',
        'numeric',
        'date',
        'timestamptz',
        'uuid',
        'inet',
        'bool',
      ]) {
        for (let round = 0; round < 30; round += 1) {
          const value = random.pick(values)(random);
          const shown = memberMask({ name, options: option }, type ?? null, keys)(value.text, value.type);
          if (shown === null || shown === undefined) continue;
          const back =
            typeof shown === 'object'
              ? { type: 'number' as const, text: shown.number }
              : typeof shown === 'boolean'
                ? { type: 'boolean' as const, text: String(shown) }
                : text(shown);
          const told = `${name} ${JSON.stringify(option)} ${type}: ${value.text} -> ${back.text}`;
          let written: string | null;
          try {
            written = writtenText(back, seen(name, option, type), keys);
          } catch (fault) {
            expect(fault, told).toEqual(refused);
            continue;
          }
          // The number itself, however it was written.
          if (value.type === 'number') expect(Number(written), told).toBe(Number(value.text));
          else expect(written, told).toBe(value.text);
        }
      }
    }
  }
});
