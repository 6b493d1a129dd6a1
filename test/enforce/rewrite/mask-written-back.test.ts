import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';
import { writingNumbers } from './writing-numbers.js';

const masked = writingNumbers({ kind: 'mask', mask: { name: 'last4', options: undefined } });

test('NULL is not written where nothing is seen, whatever stands there', () => {
  const { text } = plan("UPDATE customers SET ssn = 'x'", 'storefront', {
    policy: writingNumbers({ kind: 'withhold' }),
  });
  expect(text).toMatch(/CASE WHEN 'x' IS NULL THEN .* ELSE 'x' END/);
});

test('a column that is seen as it is takes any value', () => {
  expect(plan("UPDATE customers SET city = 'x'", 'storefront').text).not.toContain('damask:');
});

test.each([
  "UPDATE customers SET (ssn, city) = ('x', 'y')",
  "UPDATE customers SET ssn[1] = 'x'",
  'UPDATE customers SET ssn = ssn',
  'UPDATE customers SET city = ssn',
])('%s is refused', (sql) => {
  expect(refusal(sql, 'storefront', { policy: masked })).toMatch(/^42501/);
});
