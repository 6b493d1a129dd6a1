import { type ShopTable, shopKeysSql, shopTables, shopTablesSql } from './schema.js';
import { inventShop, type ShopSize } from './shop.js';

/** Runs one statement, or several without values, on a connection that owns the database. */
export type SeedQuery = (text: string, values?: unknown[]) => Promise<unknown>;

export const shopSize: ShopSize = { customers: 4_000, seed: 20_260_901 };

/**
 * Creates the sample shop's tables in the current schema and fills them: one statement a table. The same rows each time.
 * Gives the number of rows by table.
 */
export async function seedShop(
  query: SeedQuery,
  size: ShopSize = shopSize,
): Promise<Readonly<Record<ShopTable, number>>> {
  const shop = inventShop(size);
  await query(shopTablesSql);
  const counts = {} as Record<ShopTable, number>;
  for (const table of shopTables) {
    const rows = shop[table];
    const columns = Object.keys(rows[0] ?? {});
    if (columns.length > 0) {
      const list = columns.join(', ');
      await query(`INSERT INTO ${table} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${table}, $1)`, [
        JSON.stringify(rows),
      ]);
    }
    if (columns.includes('id')) {
      await query(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), ${rows.length + 1}, false)`);
    }
    counts[table] = rows.length;
  }
  await query(shopKeysSql);
  await query('ANALYZE');
  return counts;
}
