import { expect } from 'vitest';
import { plannerSettings } from '../oracle/planner-settings.js';
import type { Random } from '../oracle/random.js';
import { writingAddresses } from './rewrite/writing-addresses.js';
import { openShop, type Shop, type Visitor } from './shop.js';

/** A shop in which somebody that a mailer may not see lives in Oslo, with key 50. In Lima, and under key 60, there is nobody. */
export async function openShopOfHidden(): Promise<Shop> {
  const shop = await openShop({ policy: writingAddresses() });
  await shop.database.query(`
    INSERT INTO customers SELECT i, 'n', 'u' || i || '@example.com', NULL, NULL, 'Berlin' || i % 50, NULL, 1, now() FROM generate_series(100, 200) i;
    INSERT INTO consent SELECT i, 'marketing', 'given', NULL FROM generate_series(100, 200) i;
    INSERT INTO orders SELECT i, i, 5, now() FROM generate_series(100, 200) i;
    INSERT INTO customers VALUES (50, 'n', 'hidden@example.com', NULL, NULL, 'Oslo', NULL, 1, now());
    INSERT INTO consent VALUES (50, 'marketing', 'refused', NULL);
    INSERT INTO orders VALUES (50, 50, 5, now());
    CREATE INDEX ON customers (city);
    CREATE INDEX ON orders (customer_id);`);
  return shop;
}

/** A statement of a city, which is `@` in it, and of a key, which is `#`. */
export function of(sql: string, city: string, key: number): string {
  return sql.replaceAll('@', city).replaceAll('#', String(key));
}

/** The rows, as text, or the error. */
export async function said(visitor: Visitor, sql: string, values?: unknown[]): Promise<string> {
  try {
    return JSON.stringify(await visitor.ask(sql, values));
  } catch (fault) {
    return `${(fault as { code?: string }).code} ${(fault as Error).message}`;
  }
}

/** Every few rounds the planner puts things in another order. */
export async function shufflePlanner(visitor: Visitor, random: Random, round: number): Promise<void> {
  if (round % 5 !== 0) return;
  for (const setting of plannerSettings(random).split('; ')) await visitor.ask(setting).catch(() => {});
}

/**
 * Asks of Oslo and of Lima, and of the keys: the answers must be the same.
 *
 * @returns `rows`, or the SQLSTATE.
 */
export async function saidOfHidden(visitor: Visitor, sql: string, values?: unknown[]): Promise<string> {
  const hidden = await said(visitor, of(sql, 'Oslo', 50), values);
  const nowhere = await said(visitor, of(sql, 'Lima', 60), values);
  expect(hidden, `${sql} ${values ?? ''}`).toBe(nowhere);
  return /^\w+/.exec(hidden)?.[0] ?? 'rows';
}

/** Counts one more. */
export function count(kinds: Map<string, number>, kind: string): void {
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
}
