import pg from 'pg';
import type { Login } from './ask.js';
import type { SeedQuery } from './seed.js';

/** Does `work` on a connection of its own. The first error ends it. */
export async function runAs(login: Login, work: (query: SeedQuery) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ ...login, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await work((text, values) => client.query(text, values));
  } finally {
    await client.end();
  }
}
