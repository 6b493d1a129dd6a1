import { expect, test } from 'vitest';
import { printExplanation } from '../../src/cli/print-explanation.js';

const asked = { principal: 'app', purpose: 'delivery', database: 'shop' };

test('a guarded statement, its limit, its fields in columns and its row requirements', () => {
  const field = { agreement: null, writable: false, mask: null };
  const text = printExplanation({
    ...asked,
    verdict: 'guarded',
    sent: 'SELECT 1\nFROM x',
    refusal: null,
    rowsMax: 10,
    relations: [
      {
        store: 'shop',
        relation: 'public.x',
        fields: [
          { ...field, column: 'id', category: 'user', decision: 'pass', rule: 'r', because: 'it may', writable: true },
          {
            ...field,
            column: 'total',
            category: 'user.payment',
            decision: 'mask',
            mask: { name: 'bucket', options: 50 },
            rule: 'r',
            because: 'so',
          },
          { ...field, column: 'n', category: null, decision: 'withhold', rule: null, because: 'nobody' },
        ],
        rows: [
          { kind: 'consent', rule: null, requires: 'consent' },
          { kind: 'rule', rule: 'r', requires: 'a = 1' },
        ],
      },
    ],
  });
  expect(text.split('\n')).toEqual([
    'app for delivery in shop: guarded',
    '',
    '  SELECT 1',
    '  FROM x',
    '',
    '  at most 10 rows',
    '',
    '  shop:public.x',
    '    column  category      decision        rule  because',
    '    id      user          pass, writable  r     it may',
    '    total   user.payment  mask bucket 50  r     so',
    '    n       -             withhold        -     nobody',
    '    rows: consent',
    '    rows: a = 1 (rule r)',
    '',
  ]);
});

test('a refusal, with its hint if it has one', () => {
  const refused = { ...asked, purpose: null, verdict: 'refused', sent: null, rowsMax: null, relations: [] } as const;
  const refusal = { sqlstate: '42501', message: 'no', hint: null };
  expect(printExplanation({ ...refused, refusal })).toBe('app for no purpose in shop: refused\n\n  42501 no\n');
  expect(printExplanation({ ...refused, refusal: { ...refusal, hint: 'ask' } })).toContain('\n  hint: ask\n');
});
