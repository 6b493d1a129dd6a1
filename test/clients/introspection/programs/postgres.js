// What postgres.js asks: array types at connect (fetch_types), cursors, LISTEN, dynamic inserts, COPY.
import postgres from 'postgres';

const sql = postgres(process.env.DATABASE_URL, { max: 1 });
await sql`SELECT id, total FROM orders WHERE id > ${0}`;
await sql`SELECT tags FROM customers WHERE tags && ${['a']}`;
for await (const _ of sql`SELECT id FROM orders`.cursor(1));
await sql.begin(async (tx) => {
  await tx`SELECT 1`;
  await tx.savepoint((inner) => inner`SELECT 2`);
});
await sql.unsafe('SELECT 1; SELECT 2').simple();
await sql`SELECT * FROM orders`.describe();
await sql.listen('news', () => {});
await sql.end();
