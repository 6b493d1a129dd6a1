import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackedGateway, openAttackedGateway } from '../attacks/attacked-gateway.js';

/** Plans of protected relations, over the wire: what comes is the gateway's own writing. */
describe.each(['session', 'transaction'] as const)('with pool_mode %s', (poolMode) => {
  let gateway: AttackedGateway;
  let analyst: pg.Client;

  beforeAll(async () => {
    gateway = await openAttackedGateway(poolMode);
    analyst = new pg.Client(gateway.through('analyst/analytics'));
    await analyst.connect();
  });

  afterAll(async () => {
    await analyst?.end();
    await gateway?.close();
  });

  const plan = async (text: string, values?: unknown[]) => {
    const { rows } = await analyst.query<{ 'QUERY PLAN': unknown }>(text, values);
    return rows.map((row) => row['QUERY PLAN']);
  };
  const guarded = "SELECT ssn, city FROM customers c WHERE city <> 'x'";

  test('a text has a row for each line', async () => {
    expect(await plan(`EXPLAIN ${guarded}`)).toEqual(['Seq Scan on customers']);
    expect(await plan('EXPLAIN (VERBOSE, COSTS) SELECT FROM customers c JOIN orders o USING (id) LIMIT 1')).toEqual([
      'Limit',
      expect.stringMatching(/^ {2}->/),
      expect.stringMatching(/^ {8}->/),
      expect.stringMatching(/^ {8}->/),
      ...(await plan('EXPLAIN SELECT FROM customers c JOIN orders o USING (id) LIMIT 1')).slice(4),
    ]);
  });

  test('with ANALYZE it is run, and says how long that took', async () => {
    expect(await plan(`EXPLAIN (ANALYZE, BUFFERS, VERBOSE, SETTINGS, WAL) ${guarded}`)).toEqual([
      'Seq Scan on customers',
      expect.stringMatching(/^Planning Time: [\d.]+ ms$/),
      expect.stringMatching(/^Execution Time: [\d.]+ ms$/),
    ]);
    await analyst.query('SET damask.purpose = fulfilment');
    await analyst.query('BEGIN');
    await plan("EXPLAIN ANALYZE UPDATE customers SET city = 'Oslo' WHERE id = 730001");
    expect((await analyst.query('SELECT city FROM customers WHERE id = 730001')).rows).toEqual([{ city: 'Oslo' }]);
    await analyst.query('ROLLBACK');
    await analyst.query('SET damask.purpose = analytics');
  });

  test('other formats are one row of their own type', async () => {
    expect(await plan(`EXPLAIN (FORMAT JSON) ${guarded}`)).toEqual([
      [{ Plan: expect.objectContaining({ 'Node Type': 'Seq Scan', 'Relation Name': 'customers' }) }],
    ]);
    expect(await plan(`EXPLAIN (FORMAT YAML) ${guarded}`)).toEqual([
      expect.stringMatching(/^- Plan: \n {4}Node Type: "Seq Scan"\n/),
    ]);
    const { rows, fields } = await analyst.query(`EXPLAIN (FORMAT XML) ${guarded}`);
    expect(rows[0]['QUERY PLAN']).toContain('<Node-Type>Seq Scan</Node-Type>');
    expect(fields.map(({ name, dataTypeID, tableID }) => [name, dataTypeID, tableID])).toEqual([
      ['QUERY PLAN', 142, 0],
    ]);
  });

  test('prepared, with parameters, in text and in binary, and again', async () => {
    const text = 'EXPLAIN SELECT email FROM customers WHERE city = $1';
    for (const binary of [false, true, false]) {
      const query = { name: 'explained', text, values: ['x'], binary };
      const { rows } = await analyst.query(query);
      expect(rows).toEqual([{ 'QUERY PLAN': 'Seq Scan on customers' }]);
    }
  });

  test('of what a Parse message prepared, as sqlx asks, and of what PREPARE did', async () => {
    const text = `${guarded} AND id = $1`;
    await analyst.query({ name: 'sqlx_s_1', text, values: [7] });
    const node = { 'Node Type': 'Result' };
    for (const binary of [false, true]) {
      const query = { text: 'EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE sqlx_s_1(NULL)', values: [], binary };
      const { rows, fields } = await analyst.query(query);
      expect(fields.map(({ name, dataTypeID }) => [name, dataTypeID])).toEqual([['QUERY PLAN', 114]]);
      const written = JSON.stringify(rows);
      expect(written).toContain('Node Type');
      expect(written).not.toMatch(/Output|Filter|Cond|Rows|ssn|city|consent/);
    }
    expect(await plan('EXPLAIN (FORMAT JSON) EXECUTE sqlx_s_1(NULL)')).toEqual([
      [{ Plan: expect.objectContaining(node) }],
    ]);
    await analyst.query(`PREPARE by_sql (bigint) AS ${text}`);
    expect(await plan('EXPLAIN EXECUTE by_sql(730001)')).toEqual(await plan(`EXPLAIN ${guarded} AND id = 730001`));
    await expect(plan('EXPLAIN EXECUTE by_sql(1, 2)')).rejects.toThrow(/short constant for each parameter/);
    await expect(plan('EXPLAIN EXECUTE nothing')).rejects.toThrow(/prepared in this session/);
    await analyst.query('DEALLOCATE by_sql');
    await expect(plan('EXPLAIN EXECUTE by_sql(1)')).rejects.toThrow(/prepared in this session/);
  });

  test('no error of what was prepared says a place: its client has written no such text', async () => {
    await analyst.query({ name: 'placed', text: `${guarded} AND id = $1`, values: [7] });
    const failed = (value: string) => plan(`EXPLAIN EXECUTE placed(${value})`).catch((fault: unknown) => fault);
    // The store's own, and the gateway's.
    expect(await failed('true')).toMatchObject({ code: '42883', position: undefined });
    expect(await failed("'x'::no_type")).toMatchObject({ code: '42704', position: undefined });
    await expect(plan("EXPLAIN SELECT 'x'::no_type")).rejects.toMatchObject({ code: '42704', position: '21' });
  });

  test('of what was prepared nothing is told to who may not', async () => {
    const clerk = new pg.Client(gateway.through('clerk'));
    await clerk.connect();
    await clerk.query('PREPARE p AS SELECT 1');
    await expect(clerk.query('EXPLAIN EXECUTE p')).rejects.toThrow(/EXPLAIN is not permitted/);
    await clerk.end();
  });

  test('it stands alone in its message, and does not say whether a statement fails that is not run', async () => {
    await expect(plan(`EXPLAIN ${guarded}; SELECT 1`)).rejects.toThrow(/stands alone/);
    await expect(plan('EXPLAIN ANALYZE SELECT 1 / (id - id) FROM customers')).rejects.toThrow(/division by zero/);
    expect(await plan('EXPLAIN SELECT 1 / (id - id) FROM customers')).toEqual(['Seq Scan on customers']);
    expect(await plan('EXPLAIN SELECT 1')).toEqual([expect.stringContaining('cost=')]);
  });
});
