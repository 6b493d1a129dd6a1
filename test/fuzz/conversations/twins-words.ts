import type { Vocabulary } from './vocabulary.js';

const bigint = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};

const binaryHead = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);

/** From there on no float is as large: a bound of 5 or less is too far away from 5 more than that. */
const floatsEnd = 2n ** 1024n - 2n ** 970n;

/**
 * What is said to both stores of twin-stores.ts. Rows are asked for in an order: without one a plan may choose it, and plans hang on
 * statistics. Nobody asks for a relation's number, which is a store's own. A key of a row that is hidden in one store is given to no INSERT: that it is taken shows, and is said to (docs/compatibility.md).
 */
export const twinsWords: Vocabulary = {
  texts: [
    [
      12,
      [
        'SELECT * FROM people ORDER BY id',
        'SELECT id, name, city FROM people ORDER BY id DESC',
        'SELECT count(*), count(ssn), min(name), max(born), sum(balance) FROM people',
        'SELECT city, count(*) FROM people GROUP BY city ORDER BY city',
        'SELECT p.id, o.id, o.status FROM people p JOIN orders o ON o.person_id = p.id ORDER BY o.id',
        'SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT FROM people p WHERE p.id = o.person_id) ORDER BY 1',
        'SELECT id, mail, loud FROM mails ORDER BY id',
        'SELECT doc, note FROM people ORDER BY id LIMIT 4',
        'SELECT id FROM people WHERE id IN (1, 4, 9001, 9005) ORDER BY id',
        'SELECT p FROM people p ORDER BY p.id LIMIT 2',
        'SELECT row_to_json(p) FROM people p ORDER BY p.id LIMIT 2',
        'TABLE things ORDER BY id',
        'SELECT id, rank() OVER (ORDER BY name, id) FROM people ORDER BY id',
        'SELECT (SELECT max(id) FROM orders), (SELECT count(*) FROM orders)',
      ],
    ],
    [
      5,
      [
        'SELECT ssn::int FROM people',
        'SELECT name::int FROM people',
        'SELECT 10 / (balance - balance) FROM people',
        'SELECT 1 / (id - 9002) FROM people ORDER BY id',
        'SELECT id FROM people WHERE name::int > 0',
        'SELECT nothing FROM people',
        'SELECT ssn FROM nowhere',
        `SELECT id FROM people WHERE span @> numrange(${floatsEnd + 4n}, ${floatsEnd + 5n})`,
        'SELECT 1/0',
        'SELEC',
        "SELECT 'x'::int",
        'SELECT pg_read_file($$x$$)',
        "SELECT email::date FROM people WHERE city = 'Hidden'",
      ],
    ],
    [
      9,
      [
        "UPDATE people SET city = 'Lima' WHERE id > 6",
        "UPDATE people SET city = 'Lima' WHERE id IN (9001, 9005)",
        "UPDATE people SET city = 'Rome' WHERE name = 'A.' RETURNING id, name, city",
        "UPDATE orders SET status = 'sent' WHERE id IN (3, 9001) RETURNING id, status",
        "UPDATE orders SET status = 'boom' WHERE id < 9",
        "UPDATE orders SET status = 'boom' WHERE id > 9000",
        'UPDATE orders SET status = NULL WHERE id = 2',
        "UPDATE orders SET status = 'never'",
        "UPDATE orders o SET status = p.city FROM people p WHERE p.id = o.person_id AND p.city = 'Rome' RETURNING o.id",
        'DELETE FROM orders WHERE id > 20',
        'DELETE FROM orders WHERE id > 9000 RETURNING id',
        'DELETE FROM people WHERE id = 1',
        "INSERT INTO orders VALUES (100, 1, 5, 'new') RETURNING *",
        "INSERT INTO orders (id, status) VALUES (101, 'new')",
        "INSERT INTO orders VALUES (1, 1, 5, 'again')",
        "INSERT INTO orders VALUES (1, 1, 5, 'again') ON CONFLICT (id) DO UPDATE SET status = 'merged' RETURNING id, status",
        'INSERT INTO things SELECT id, city, 1 FROM people WHERE id > 6 RETURNING id',
        'INSERT INTO things SELECT id, ssn, 1 FROM people',
        'INSERT INTO things VALUES (1, NULL, 1)',
        'WITH gone AS (DELETE FROM things WHERE n > 3 RETURNING id) SELECT count(*) FROM gone',
        "MERGE INTO orders o USING (VALUES (5), (9001), (200)) v (id) ON o.id = v.id WHEN MATCHED THEN UPDATE SET status = 'merged' WHEN NOT MATCHED THEN DO NOTHING",
        'TRUNCATE orders',
        'SELECT id FROM orders WHERE id > 9000 OR id = 5 ORDER BY id FOR UPDATE',
      ],
    ],
    [
      10,
      [
        'BEGIN',
        'BEGIN',
        'COMMIT',
        'ROLLBACK',
        'SAVEPOINT a',
        'SAVEPOINT b',
        'ROLLBACK TO a',
        'ROLLBACK TO b',
        'RELEASE a',
        'COMMIT AND CHAIN',
        'BEGIN READ ONLY',
        'BEGIN ISOLATION LEVEL SERIALIZABLE',
      ],
    ],
    [
      7,
      [
        'DECLARE c CURSOR FOR SELECT id, name FROM people ORDER BY id',
        'DECLARE h SCROLL CURSOR WITH HOLD FOR SELECT id, ssn, balance FROM people ORDER BY id',
        'DECLARE b BINARY CURSOR FOR SELECT id, born, balance FROM people ORDER BY id',
        'FETCH 3 FROM c',
        'FETCH ALL FROM c',
        'FETCH LAST FROM h',
        'FETCH BACKWARD 2 FROM h',
        'MOVE ALL FROM h',
        'MOVE FORWARD 100 FROM c',
        'FETCH ALL FROM b',
        "UPDATE people SET city = 'Here' WHERE CURRENT OF c",
        'CLOSE c',
        'CLOSE ALL',
      ],
    ],
    [
      6,
      [
        'PREPARE q AS SELECT id, name FROM people ORDER BY id',
        'PREPARE p (bigint) AS SELECT name, ssn, city FROM people WHERE id = $1',
        "PREPARE u AS UPDATE orders SET status = 'prepared' WHERE id > 22 OR id > 9000",
        'EXECUTE q',
        'EXECUTE p (3)',
        'EXECUTE p (9001)',
        'EXECUTE u',
        'DEALLOCATE q',
        'DEALLOCATE ALL',
        'DISCARD ALL',
        'DISCARD PLANS',
      ],
    ],
    [
      5,
      [
        'EXPLAIN SELECT * FROM people',
        'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) SELECT count(*) FROM people',
        'EXPLAIN (FORMAT JSON, VERBOSE) SELECT ssn, name FROM people WHERE id = 5',
        'EXPLAIN (ANALYZE, BUFFERS, COSTS, TIMING OFF, SUMMARY OFF, FORMAT YAML) SELECT p.id FROM people p JOIN orders o ON o.person_id = p.id',
        "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) UPDATE orders SET status = 'x' WHERE id > 9000",
        'EXPLAIN (COSTS OFF) SELECT 1',
      ],
    ],
    [
      4,
      [
        'SET datestyle = German',
        "SET bytea_output = 'escape'",
        'SET extra_float_digits = -5',
        "SET LOCAL TIME ZONE 'Europe/Rome'",
        'SET search_path = pg_catalog, public',
        'SET standard_conforming_strings = off',
        'SET client_min_messages = error',
        'RESET ALL',
        'SHOW search_path',
        'SET enable_seqscan = off',
        "SET work_mem = 'nothing'",
      ],
    ],
    [
      4,
      [
        'CREATE TEMP TABLE mine AS SELECT id, name, ssn, balance FROM people',
        'CREATE TEMP TABLE mine (id bigint, city text) ON COMMIT DROP',
        'INSERT INTO mine SELECT id, city FROM people',
        'SELECT * FROM mine ORDER BY id',
        'SELECT count(*) FROM mine',
        'DROP TABLE mine',
        'LISTEN x',
        'NOTIFY x',
        "DO 'BEGIN RAISE NOTICE ''x''; END'",
        'VACUUM people',
        'ANALYZE people',
        'LOCK TABLE people IN ACCESS SHARE MODE',
        'CREATE TABLE copied AS SELECT * FROM people',
      ],
    ],
    [
      3,
      [
        "SELECT relname, relkind FROM pg_class WHERE relname IN ('people', 'orders', 'mails') ORDER BY 1",
        "SELECT relpages, reltuples FROM pg_class WHERE relname = 'people'",
        "SELECT pg_relation_size('people')",
        'SELECT n_live_tup FROM pg_stat_user_tables ORDER BY 1',
        "SELECT attname, attnotnull FROM pg_attribute WHERE attrelid = 'people'::regclass AND attnum > 0 ORDER BY attnum",
        "SELECT count(*) FROM pg_stats WHERE tablename = 'people'",
        'SELECT ctid FROM people WHERE id = 3',
        'SELECT tableoid::regclass::text FROM people WHERE id = 3',
      ],
    ],
    [2, ['', ';', '-- nothing', "SELECT '"]],
  ],
  withParameters: [
    {
      text: 'SELECT id, name, ssn FROM people WHERE id = $1',
      values: [['5'], [bigint(5)], ['9001'], [bigint(9005)], [null], ['x']],
    },
    { text: 'SELECT id FROM people WHERE name = $1 ORDER BY id', values: [['A.'], ['Ab 3'], ['Hidden 1']] },
    { text: 'SELECT count(*) FROM people WHERE ssn = $1', types: [25], values: [['a-1'], ['b-1'], ['x']] },
    { text: 'SELECT count(*) FROM people WHERE email LIKE $1', values: [['A%'], ['hidden%'], [null]] },
    {
      text: 'SELECT id, balance FROM people WHERE balance > $1 ORDER BY id',
      types: [1700],
      values: [['100'], ['103'], ['x']],
    },
    {
      text: 'UPDATE people SET city = $1 WHERE id = $2 RETURNING city, name',
      values: [
        ['Lima', '2'],
        ['Lima', '9001'],
        [null, '3'],
      ],
    },
    {
      text: 'UPDATE orders SET status = $1 WHERE id > $2',
      values: [
        ['x', '20'],
        ['boom', '9000'],
        ['boom', '23'],
        [null, '1'],
      ],
    },
    { text: 'DELETE FROM orders WHERE id = $1', values: [['7'], ['9002'], ['77']] },
    {
      text: "INSERT INTO orders (id, person_id, total, status) VALUES ($1, $2, 1, 'n')",
      values: [
        ['300', '1'],
        ['1', '1'],
        ['x', '1'],
      ],
    },
    { text: 'SELECT * FROM people WHERE id > $1 ORDER BY id', values: [['0'], ['11']] },
    { text: 'EXPLAIN SELECT id FROM people WHERE id = $1', values: [['5']] },
    { text: 'SELECT 10 / $1::int AS part', values: [['2'], ['0'], ['']] },
  ],
  copiesOut: [
    'COPY people TO STDOUT',
    'COPY (SELECT * FROM people ORDER BY id) TO STDOUT',
    'COPY (SELECT id, name, ssn, note FROM people ORDER BY id) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)',
    'COPY (SELECT id, born, balance, doc FROM people ORDER BY id) TO STDOUT (FORMAT binary)',
    "COPY (SELECT id, email FROM people ORDER BY id) TO STDOUT (NULL 'none', DELIMITER '|')",
    "COPY (UPDATE orders SET status = 'copied' WHERE id > 20 RETURNING id, status) TO STDOUT",
    'COPY (DELETE FROM orders WHERE id > 9000 RETURNING *) TO STDOUT',
    "COPY people (id, city) TO STDOUT (ENCODING 'LATIN1')",
    'COPY orders TO STDOUT CSV',
    'COPY nowhere TO STDOUT',
    'COPY (SELECT name::int FROM people) TO STDOUT',
  ],
  copiesIn: [
    {
      text: 'COPY things FROM STDIN',
      data: ['20\tin\t1\n', '21\t\\N\t2\n', 'x\tbad\t1\n', '1\ttaken\t1\n', '22\tcut', '\\.\n'],
    },
    {
      text: 'COPY orders (id, person_id, total, status) FROM STDIN',
      data: ['400\t1\t1\tin\n', '401\t2\t1\tnever\n', '402\tx\t\n', '1\t1\t1\ttaken\n'],
    },
    {
      text: "COPY orders FROM STDIN (FORMAT csv, HEADER MATCH, NULL 'null')",
      data: ['id,person_id,total,status\n', '403,1,null,"a ""b"""\n', 'id,x\n', '404,1,2,null\n'],
    },
    {
      text: 'COPY things FROM STDIN (ON_ERROR ignore, LOG_VERBOSITY verbose, REJECT_LIMIT 2)',
      data: ['x\tbad\t1\n', '23\tgood\t3\n', 'y\tbad\t1\n', '24\tgood\tz\n'],
    },
    {
      text: 'COPY things (id, word) FROM STDIN (FORMAT csv, FORCE_NULL (word), FORCE_NOT_NULL (id))',
      data: ['25,""\n', '26,\n', ',x\n', '"27","a\nb"\n', '"open\n'],
    },
    {
      text: 'COPY things (id, n) FROM STDIN (FORMAT binary)',
      data: [
        binaryHead,
        Buffer.from('000200000004000000500000000400000001', 'hex'),
        Buffer.from('0002000000047fffffff', 'hex'),
        Buffer.from('00027fffffff', 'hex'),
        Buffer.from('ffff', 'hex'),
      ],
    },
    { text: 'COPY people (id, ssn) FROM STDIN', data: ['500\tx\n'] },
    {
      text: "COPY orders (id, person_id, status) FROM STDIN WHERE id > 405 AND status <> 'x'",
      data: ['405\t1\tlow\n', '406\t1\tx\n', '407\t1\tok\n'],
    },
    {
      text: "COPY things FROM STDIN (FORMAT csv, DELIMITER ';', QUOTE '''', ESCAPE '\\', ENCODING 'LATIN1')",
      data: ["30;'it\\'s';1\n", Buffer.from('31;\xe4;1\n', 'latin1'), "32;'x\n"],
    },
  ],
};
