import { expect, test } from 'vitest';
import { probe, probeWithin } from '../../../src/enforce/rewrite/probes.js';
import { expressionOf, parsed, plan, smallContext } from '../small-view.js';

const text = (sql: string, asker: 'mailer' | 'storefront' | 'analyst' = 'mailer') =>
  plan(sql, asker, { parameterTypes: [25] }).text;

test('a cast of a parameter runs within the guard too, where no row is read', () => {
  const sent = text('SELECT id FROM customers WHERE id = $1::int8');
  expect(sent).toContain('WHERE (CAST($1 AS "int8") IS NULL OR CAST($1 AS "int8") IS NOT NULL) AND ');
  expect(sent).not.toContain('OFFSET 0');
  // Where all rows may be seen it tells nothing.
  expect(text('SELECT id FROM customers WHERE id = $1::int8', 'storefront')).not.toContain('IS NULL');
});

test('what is probed is noted once for itself, and not for what stands in it', () => {
  const sql = "current_setting('application_name')::int8";
  const context = smallContext('mailer', parsed(`SELECT ${sql}`));
  expect(probe(expressionOf('5::int8'), context)).toBe(false);
  probeWithin(expressionOf(`COALESCE(${sql}, 5) = 6`), context);
  expect(context.probes).toHaveLength(1);
});
