// What node-postgres asks: nothing at connect; cursors and query streams use portals.
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query('SELECT id, total FROM orders WHERE id > $1', [0]);
await client.query({ name: 'named', text: 'SELECT name FROM customers WHERE id = $1', values: [1] });
await client.query('LISTEN news');
await client.end();
