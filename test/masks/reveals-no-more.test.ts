import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Mask } from '../../src/masks/index.js';
import { mask, masked } from './masked.js';

/**
 * A mask shows what it declares to keep and nothing else: two values that agree in what is kept have the same mask. The SQL
 * twins are the same functions (twins.test.ts).
 */
const options = { seed: 20_240_517, numRuns: 400 };
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !/[\0\p{Cs}]/u.test(value));
const characters = (value: string) => [...value];
const fixedLength = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).chain((length) => {
    const one = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), {
      minLength: length,
      maxLength: length,
    });
    return fc.tuple(one, one).map(([left, right]) => [left.join(''), right.join('')] as const);
  });

function sameMask(wanted: Mask, declared: string, left: string, right: string): void {
  expect(masked(wanted, declared, left)).toBe(masked(wanted, declared, right));
}

test('partial: the first and last characters, and the length', () => {
  const partial = mask('partial', { first: 2, last: 1 });
  fc.assert(
    fc.property(
      fixedLength(6, 20),
      text.filter((value) => characters(value).length >= 3),
      ([left, right], kept) => {
        const ends = characters(kept);
        const around = (middle: string) => ends.slice(0, 2).join('') + middle + ends.slice(-1).join('');
        sameMask(partial, 'text', around(left), around(right));
      },
    ),
    options,
  );
});

test('partial: of a short value nothing but the length', () => {
  fc.assert(
    fc.property(fixedLength(0, 7), ([left, right]) => {
      sameMask(mask('last4'), 'text', left, right);
      sameMask(mask('partial', { first: 2, last: 2 }), 'text', left, right);
      expect(masked(mask('last4'), 'text', left)).toMatch(/^\**$/);
    }),
    options,
  );
});

test('email: the domain', () => {
  fc.assert(
    fc.property(text, text, fc.domain(), (left, right, domain) => {
      sameMask(mask('email'), 'text', `${left}@${domain}`, `${right}@${domain}`);
    }),
    options,
  );
});

test('email: nothing of a text without one', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(masked(mask('email'), 'text', `${value}@${value} `)).toBe('***');
    }),
    options,
  );
});

test('initial and prefix: the first characters', () => {
  fc.assert(
    fc.property(text, text, fixedLength(3, 3), (left, right, [start]) => {
      sameMask(mask('initial'), 'text', start + left, start + right);
      sameMask(mask('prefix', 3), 'text', start + left, start + right);
    }),
    options,
  );
});

test('redact and constant: nothing', () => {
  fc.assert(
    fc.property(text, text, (left, right) => {
      sameMask(mask('redact'), 'text', left, right);
      sameMask(mask('constant', 'x'), 'text', left, right);
    }),
    options,
  );
});

test('year and month: the period', () => {
  const day = fc.integer({ min: 1, max: 28 }).map((number) => number.toString().padStart(2, '0'));
  const month = fc.integer({ min: 1, max: 12 }).map((number) => number.toString().padStart(2, '0'));
  const clock = fc.constantFrom('00:00:00', '23:59:59.999999', '12:34:56.7');
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: 9999 }),
      month,
      month,
      fc.tuple(day, day),
      fc.tuple(clock, clock),
      (year, one, two, days, clocks) => {
        for (const declared of ['date', 'text']) {
          sameMask(mask('year'), declared, `${year}-${one}-${days[0]}`, `${year}-${two}-${days[1]}`);
          sameMask(mask('month'), declared, `${year}-${one}-${days[0]}`, `${year}-${one}-${days[1]}`);
        }
        const moment = (part: string, index: 0 | 1) => `${year}-${part}-${days[index]} ${clocks[index]}+00`;
        sameMask(mask('year'), 'timestamp with time zone', moment(one, 0), moment(two, 1));
        sameMask(mask('month'), 'timestamp with time zone', moment(one, 0), moment(one, 1));
      },
    ),
    options,
  );
});

test('bucket: the bucket, for integers, numerics of any scale, and floats', () => {
  const within = fc.integer({ min: 0, max: 499 });
  const decimals = fc.string({ unit: fc.constantFrom('0', '5', '9'), maxLength: 6 });
  const numeral = (bucket: number, offset: number, fraction: string) => {
    const tenths = bucket * 500 + offset;
    return `${tenths < 0 ? '-' : ''}${Math.floor(Math.abs(tenths) / 10)}.${Math.abs(tenths) % 10}${tenths < 0 ? '' : fraction}`;
  };
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 1000 }),
      within,
      within,
      decimals,
      decimals,
      (bucket, one, two, left, right) => {
        const [first, second] = [numeral(bucket, one, left), numeral(bucket, two, right)];
        sameMask(mask('bucket', 50), 'numeric', first, second);
        sameMask(mask('bucket', 50), 'double precision', first, second);
        const whole = (offset: number) => String(bucket * 50 + Math.floor(offset / 10));
        sameMask(mask('bucket', 50), 'integer', whole(one), whole(two));
      },
    ),
    options,
  );
});

test('ip_prefix: the network', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const word = fc.integer({ min: 0, max: 65_535 }).map((number) => number.toString(16));
  fc.assert(
    fc.property(
      fc.tuple(octet, octet, octet, octet, octet),
      fc.array(word, { minLength: 13, maxLength: 13 }),
      (octets, words) => {
        const network = octets.slice(0, 3).join('.');
        sameMask(mask('ip_prefix'), 'inet', `${network}.${octets[3]}`, `${network}.${octets[4]}`);
        const start = words.slice(0, 3).join(':');
        sameMask(
          mask('ip_prefix'),
          'inet',
          `${start}:${words.slice(3, 8).join(':')}`,
          `${start}:${words.slice(8).join(':')}`,
        );
      },
    ),
    options,
  );
});
