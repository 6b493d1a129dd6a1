import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

const listed = { channels: new Set(['prices']) };

test('a channel that is listed may be used', () => {
  expect(plan('LISTEN prices', 'mailer', listed).text).toBe('LISTEN prices');
  expect(plan("NOTIFY prices, 'x'", 'mailer', listed).text).toBe("NOTIFY prices, 'x'");
  expect(plan('UNLISTEN other', 'mailer', listed).text).toBe('UNLISTEN other');
});

test.each(['LISTEN other', "NOTIFY other, 'x'", 'LISTEN "Prices"'])('%s is refused', (sql) => {
  expect(refusal(sql, 'mailer', listed)).toMatch(/^42501/);
});
