import pg from 'pg';
import { expect, test } from 'vitest';
import { reducedText } from '../../../src/enforce/rewrite/relation-name.js';
import { ownPreparedTransactions, prefixOfPrepared } from '../../../src/enforce/system/index.js';
import type { Relation } from '../../../src/sql/index.js';
import { startPostgres } from '../../fixtures/postgres-server.js';
import { plan } from '../small-view.js';

test('a principal’s prepared transactions are known by what stands before their identifiers', () => {
  expect(prefixOfPrepared('mailer')).toBe('mailer:');
  expect(prefixOfPrepared('a:b')).toBe('a%3Ab:');
  expect(plan("COMMIT PREPARED 'x'").text).toBe(`COMMIT PREPARED '${prefixOfPrepared('mailer')}x'`);
});

test('who reads pg_prepared_xacts finds its own, as it called them', async () => {
  const server = await startPostgres(['max_prepared_transactions=8']);
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const prepare = async (principal: string, identifier: string) => {
      await client.query(`BEGIN; CREATE TABLE t_${Math.random().toString(36).slice(2)} (id int)`);
      await client.query(`PREPARE TRANSACTION ${client.escapeLiteral(prefixOfPrepared(principal) + identifier)}`);
    };
    await prepare('mailer', '1_a:b=_c');
    await prepare('mailer', '');
    await prepare('mailer2', 'theirs');
    await prepare("it's%", 'quoted');
    await client.query('BEGIN');
    await client.query("PREPARE TRANSACTION 'mailer'");
    const names = ['transaction', 'gid', 'prepared', 'owner', 'database', 'added_later'];
    const columns = names.map((name) => ({ name }));
    const relation = { schema: 'pg_catalog', name: 'pg_prepared_xacts', columns } as unknown as Relation;
    const readAs = async (principal: string) => {
      const reduction = ownPreparedTransactions(principal);
      const known = { ...relation, columns: columns.slice(0, 5) } as unknown as Relation;
      const text = reducedText({ kind: 'reduced', relation: known, reduction }, []);
      // A column of a newer PostgreSQL's would be null until somebody has thought about it.
      expect(reducedText({ kind: 'reduced', relation, reduction }, [])).toContain('NULL AS "added_later"');
      const { rows } = await client.query(`SELECT gid, owner, database FROM (${text}) AS x ORDER BY gid`);
      return rows;
    };
    const own = { owner: 'postgres', database: 'postgres' };
    expect(await readAs('mailer')).toEqual([
      { gid: '', ...own },
      { gid: '1_a:b=_c', ...own },
    ]);
    expect(await readAs("it's%")).toEqual([{ gid: 'quoted', ...own }]);
    expect(await readAs('m')).toEqual([]);
  } finally {
    await client.end();
    await server.stop();
  }
});
