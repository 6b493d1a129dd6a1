import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackedGateway, openAttackedGateway } from './attacked-gateway.js';
import { definitionAttacks } from './cases/definitions.js';
import { runAttacks } from './run.js';

/** The gateway's role owns everything here, so that nobody but the gateway stands in the way. */
const prepare = (role: string) => `
  GRANT CREATE ON SCHEMA public, evil TO ${role};
  CREATE TABLE free_notes (id bigint PRIMARY KEY, said text);
  INSERT INTO free_notes VALUES (1, 'free');
  CREATE VIEW free_view AS SELECT said FROM free_notes;
  CREATE SEQUENCE free_numbers;
  CREATE TABLE speaking (id bigint PRIMARY KEY, status text);
  INSERT INTO speaking VALUES (1, 'new');
  CREATE TRIGGER shout BEFORE UPDATE ON speaking FOR EACH ROW EXECUTE FUNCTION shout();
  CREATE TABLE answering (id bigint, status text);
  INSERT INTO answering VALUES (1, 'new');
  CREATE RULE speak AS ON UPDATE TO answering DO ALSO SELECT ssn || '' AS told FROM customers;
  CREATE TABLE moods (x mood);
  INSERT INTO moods VALUES ('sad');
  CREATE TABLE free_parts (id bigint, customer_id bigint, body text) PARTITION BY RANGE (id);
  DO $$ DECLARE one regclass; BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'evil'::regnamespace)
      AND relkind IN ('r', 'p', 'v', 'm', 'S')
    LOOP EXECUTE format('ALTER TABLE %s OWNER TO ${role}', one); END LOOP;
  END $$;`;

const policy = (text: string) =>
  text
    .replace('unlisted: refuse', 'unlisted: allow')
    .replace('may: [temp]', 'may: [temp, ddl]')
    .replace(
      'data:\n',
      'data:\n  - { store: shop, relation: public.orders_archive, columns: { id: system.operations } }\n',
    );

/** Definitions that one commits, and what another has asked before. */
type Race = readonly [definitions: string, statement: string];

describe.each(['session', 'transaction'] as const)('with pool_mode %s', (poolMode) => {
  let gateway: AttackedGateway;
  beforeAll(async () => {
    gateway = await openAttackedGateway(poolMode, { policy, prepare });
  });
  afterAll(() => gateway?.close());

  test('a column that is renamed behind the gateway’s back does not become another’s', async () => {
    const clerk = new pg.Client(gateway.through('clerk'));
    const owner = new pg.Client(gateway.owner);
    await Promise.all([clerk.connect(), owner.connect()]);
    await clerk.query('CREATE TABLE stale (ssn text); INSERT INTO stale VALUES ($$x$$)');
    const probe = (name: string) =>
      clerk.query(
        `UPDATE customers SET city = city WHERE (SELECT ${name} FROM stale) = $$ssncanary-1001$$ RETURNING id`,
      );
    expect((await probe('ssn')).rows).toEqual([]);
    await owner.query('ALTER TABLE stale RENAME ssn TO plain');
    await expect(probe('ssn')).rejects.toMatchObject({ code: '42703' });
    await expect(probe('lower(ssn)')).rejects.toMatchObject({ code: '42703' });
    await Promise.all([clerk.end(), owner.end()]);
  });

  test('who has not heard of a table’s new name is told no more by its triggers', async () => {
    const [clerk, other] = [new pg.Client(gateway.through('clerk')), new pg.Client(gateway.through('clerk'))];
    await Promise.all([clerk.connect(), other.connect()]);
    const notices: unknown[] = [];
    other.on('notice', (notice) => notices.push(notice));
    await clerk.query('CREATE TABLE silent (id bigint, status text)');
    await other.query('SELECT count(*) FROM silent');
    await clerk.query('BEGIN; DROP TABLE silent; ALTER TABLE speaking RENAME TO silent');
    // Judged by what the name means until then, it waits for the lock.
    const said = other.query("UPDATE silent SET status = 'boom' WHERE silent.id = 1").catch((fault: unknown) => fault);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await clerk.query('COMMIT');
    const error = await said;
    await clerk.query('ALTER TABLE silent RENAME TO speaking');
    expect(error).toMatchObject({ code: 'P0001', message: 'message hidden by the gateway' });
    expect(notices).toHaveLength(1);
    expect(JSON.stringify([{ ...(error as object) }, ...notices])).not.toContain('canary');
    await Promise.all([clerk.end(), other.end()]);
  });

  test('what a session calls its own is not taken for what somebody else has called so since', {
    timeout: 60_000,
  }, async () => {
    const [clerk, other] = [new pg.Client(gateway.through('clerk')), new pg.Client(gateway.through('clerk'))];
    await Promise.all([clerk.connect(), other.connect()]);
    const heard: unknown[] = [];
    const asked = async (query: string | pg.QueryConfig) => {
      const said = await clerk.query(query).catch((fault: unknown) => ({ ...(fault as object) }));
      heard.push(said);
      return said;
    };
    // By a name that is not known the catalog is looked at anew.
    const looksAnew = () => clerk.query('SELECT * FROM nothing').catch(() => {});
    await other.query('CREATE TYPE own_before AS (x text)');
    await looksAnew();
    await asked('PREPARE before AS SELECT ROW(5)::own_before');
    await asked({ name: 'by_protocol', text: 'SELECT ROW(5)::own_before' });
    await other.query('DROP TYPE own_before');
    await looksAnew();
    for (const name of ['own_before', 'own_row'])
      await clerk.query(`CREATE TEMP TABLE ${name} AS SELECT '<a/>'::xml AS x`);
    await clerk.query("CREATE TEMP VIEW own_view AS SELECT '<a/>'::xml AS x");
    for (const name of ['own_before', 'own_row', 'own_view']) await other.query(`CREATE TYPE ${name} AS (x text)`);
    await looksAnew();
    for (const value of ['ROW(5)::own_row', 'ARRAY[ROW(5)]::own_row[]', 'ARRAY[ROW(5)]::_own_row', 'ROW(5)::own_view'])
      expect([value, await asked(`SELECT ${value}`)]).toEqual([value, expect.objectContaining({ code: '42501' })]);
    await asked('EXECUTE before');
    await asked({ name: 'by_protocol', text: 'SELECT ROW(5)::own_before' });
    expect(await asked('SELECT ROW(5)::public.own_row AS row')).toMatchObject({ rows: [{ row: '(5)' }] });
    for (const name of ['own_before', 'own_row', 'own_view']) await other.query(`DROP TYPE ${name}`);
    await Promise.all([clerk.end(), other.end()]);
    expect(JSON.stringify(heard)).not.toMatch(/ssncanary|hiddencanary/i);
  });

  const races: readonly Race[] = [
    ['ALTER TABLE raced RENAME leak_any TO y', 'SELECT r.leak_any FROM raced r'],
    ['DROP TABLE raced; CREATE TABLE raced (y int); INSERT INTO raced VALUES (1)', 'SELECT raced.leak_any FROM raced'],
    ['ALTER TABLE raced DROP leak_any', "INSERT INTO raced (x) VALUES ('z') RETURNING raced.leak_any"],
    ['ALTER TABLE raced DROP leak_any', 'SELECT *, c.ctid FROM customers c, raced'],
    ['ALTER TABLE raced DROP x; ALTER TABLE raced ADD x mood DEFAULT $$sad$$', 'SELECT to_json(r.x) FROM raced r'],
    ['DROP TABLE raced; ALTER TABLE moods RENAME TO raced', 'SELECT to_json(r.x) FROM raced r'],
    ['DROP TABLE raced; CREATE VIEW raced AS SELECT x FROM moods', 'SELECT to_json(r.x) FROM raced r'],
    ['DROP TABLE raced; CREATE TABLE raced AS SELECT x FROM moods', 'SELECT to_json(r.x) FROM raced r'],
    [
      'DROP TABLE raced; CREATE TABLE raced (x leaky); INSERT INTO raced VALUES (ROW(1))',
      'SELECT xmlconcat(r.z) FROM raced r',
    ],
    ['DROP TABLE raced; CREATE TABLE raced (x xml)', 'SELECT ROW(5, 5, NULL)::raced'],
    ['DROP DOMAIN plain_text; CREATE DOMAIN plain_text AS xml', 'SELECT 5::plain_text'],
    ['DROP TYPE plain_row; CREATE TYPE plain_row AS (x xml)', 'SELECT ROW(5)::plain_row'],
    ...[
      "TABLE plain_row AS SELECT '<a/>'::xml AS x",
      'TABLE plain_row AS SELECT xmlelement(name a) AS x',
      "TABLE plain_row AS SELECT xmlagg(x) AS x FROM (SELECT xmlconcat('<a/>') AS x) AS made",
      "MATERIALIZED VIEW plain_row AS SELECT (xpath('/a', '<a/>'))[1] AS x",
      'TABLE plain_row AS SELECT z AS x FROM raced',
      "VIEW plain_row AS SELECT '<a/>'::xml AS x",
      'VIEW plain_row AS SELECT xmlforest(1 AS a) AS x',
    ].map(
      (anew): Race => [
        `ALTER TABLE raced ADD more int; DROP TYPE plain_row; CREATE ${anew}`,
        'SELECT ROW(5)::plain_row FROM raced',
      ],
    ),
    [
      "ALTER TABLE raced ADD more int; DROP TYPE plain_row; SELECT '<a/>'::xml AS x INTO plain_row",
      'SELECT ROW(5)::plain_row FROM raced',
    ],
  ];

  test.each(races)('%s: who has not heard of it runs no code by it', async (definitions, statement) => {
    const [clerk, other] = [new pg.Client(gateway.through('clerk')), new pg.Client(gateway.through('clerk'))];
    const owner = new pg.Client(gateway.owner);
    await Promise.all([clerk.connect(), other.connect(), owner.connect()]);
    const role = `${gateway.through('clerk').database}_visitor`;
    await owner.query(`
      CREATE TABLE raced (leak_any text, x text, z xml);
      INSERT INTO raced VALUES ('1', 'a', '<a/>');
      CREATE DOMAIN plain_text AS text;
      CREATE TYPE plain_row AS (x text);
      ALTER TABLE raced OWNER TO ${role}; ALTER DOMAIN plain_text OWNER TO ${role}; ALTER TYPE plain_row OWNER TO ${role};`);
    const asked = () => other.query(statement).catch((fault: unknown) => ({ ...(fault as object) }));
    // It is known as it is before: the catalog is looked at when a name is not.
    await other.query('SELECT * FROM nothing').catch(() => {});
    const heard = [await asked()];
    await clerk.query(`BEGIN; ${definitions}`).catch(() => {});
    const waiting = asked();
    await new Promise((resolve) => setTimeout(resolve, 200));
    // Refused, it is a ROLLBACK.
    await clerk.query('COMMIT');
    heard.push(await waiting, await asked());
    await owner.query('DROP TABLE raced CASCADE; DROP DOMAIN plain_text');
    for (const kind of ['TYPE', 'TABLE', 'MATERIALIZED VIEW', 'VIEW'])
      await owner.query(`DROP ${kind} IF EXISTS plain_row`).catch(() => {});
    expect(JSON.stringify(heard)).not.toMatch(/ssncanary|hiddencanary/i);
    await Promise.all([clerk.end(), other.end(), owner.end()]);
  });

  test('definitions open no way to what is protected', { timeout: 120_000 }, async () => {
    const results = await runAttacks(definitionAttacks, gateway.through, { keys: gateway.keys });
    const broken = results.filter(({ outcome }) => outcome !== 'held');
    expect(
      broken.map(({ attack, outcome, found }) => `${outcome}: ${attack.family}: ${attack.name}: ${found}`),
    ).toEqual([]);
  });
});
