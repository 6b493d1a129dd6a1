import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

test.each([
  'SELECT current_setting($1)',
  'SELECT current_setting($1::varchar, true)',
  'SELECT current_setting(name) FROM customers',
])('%s is asked of settings that may be read', (sql) => {
  const { text } = plan(sql);
  expect(text).toMatch(/CASE WHEN CASE WHEN pg_catalog\.strpos/);
  expect(text).toMatch(/'data_directory'.* THEN NULL ELSE pg_catalog\.current_setting\(/s);
  expect(text).toMatch(/AS "?current_setting"?/);
});

test.each([
  "SELECT current_setting('a' || $1)",
  'SELECT current_setting(CASE WHEN $1 THEN $2 ELSE $3 END)',
  'SELECT current_setting((SELECT $1))',
  'SELECT current_setting(setting_name => $1)',
  'SELECT current_setting($1, $2)',
  "UPDATE customers SET city = 'x' WHERE city = current_setting(ssn)",
])('%s is refused', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^42501/);
});

test('a constant is looked at by the gate itself', () => {
  expect(plan("SELECT current_setting('TimeZone')").text).toBe("SELECT current_setting('TimeZone')");
});
