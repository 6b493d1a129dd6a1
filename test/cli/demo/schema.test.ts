import { expect, test } from 'vitest';
import { shopSchema, shopTables } from '../../../src/cli/demo/schema.js';
import { createDatabase } from '../../fixtures/database.js';

test('the schema makes the six tables, each after those that it refers to', async () => {
  const database = await createDatabase();
  try {
    await database.query(shopSchema);
    const { rows } = await database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    expect(rows.map(({ tablename }) => tablename)).toEqual([...shopTables].sort());
    const keys = await database.query(
      "SELECT conrelid::regclass::text AS at, confrelid::regclass::text AS target FROM pg_constraint WHERE contype = 'f'",
    );
    expect(keys.rows).toHaveLength(5);
    const place = (table: string) => shopTables.indexOf(table as (typeof shopTables)[number]);
    for (const { at, target } of keys.rows) expect(place(target)).toBeLessThan(place(at));
  } finally {
    await database.drop();
  }
});
