import { chown, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Certificate } from '../../fixtures/certificates.js';
import { type PostgresServer, startPostgres } from '../../fixtures/postgres-server.js';

/** A PostgreSQL of the test's own, whose way of asking for passwords can be changed while it runs. */
export interface AuthServer extends PostgresServer {
  /** Superuser. */
  query(text: string): Promise<pg.QueryResult>;
  /** These lines stand before the server's own pg_hba.conf. */
  setHba(lines: readonly string[]): Promise<void>;
  setCertificate(certificate: Certificate): Promise<void>;
}

export async function startAuthServer(): Promise<AuthServer> {
  const server = await startPostgres();
  const admin = new pg.Client({ connectionString: server.url('postgres') });
  await admin.connect();
  const { rows } = await admin.query('SHOW hba_file');
  const hbaFile: string = rows[0].hba_file;
  const original = await readFile(hbaFile, 'utf8');
  const owner = await stat(hbaFile);
  const reload = async (): Promise<void> => {
    await admin.query('SELECT pg_reload_conf()');
    // The postmaster rereads on a signal: a new connection may still be a moment ahead of it.
    await new Promise((resolve) => setTimeout(resolve, 150));
  };
  return {
    ...server,
    query: (text) => admin.query(text),
    setHba: async (lines) => {
      await writeFile(hbaFile, `${lines.join('\n')}\n${original}`);
      await reload();
    },
    setCertificate: async ({ cert, key }) => {
      const directory = dirname(hbaFile);
      for (const [name, text] of [
        ['server.crt', cert],
        ['server.key', key],
      ] as const) {
        await writeFile(join(directory, name), text, { mode: 0o600 });
        await chown(join(directory, name), owner.uid, owner.gid);
      }
      await admin.query("ALTER SYSTEM SET ssl = 'on'");
      await reload();
    },
    stop: async () => {
      await admin.end();
      await server.stop();
    },
  };
}
