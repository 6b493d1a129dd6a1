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

  test('definitions open no way to what is protected', { timeout: 120_000 }, async () => {
    const results = await runAttacks(definitionAttacks, gateway.through, { keys: gateway.keys });
    const broken = results.filter(({ outcome }) => outcome !== 'held');
    expect(
      broken.map(({ attack, outcome, found }) => `${outcome}: ${attack.family}: ${attack.name}: ${found}`),
    ).toEqual([]);
  });
});
