import { say } from '../../pg/raw-client.js';
import { type AttackCase, answers, completes, family, refused, script } from '../attack-case.js';

const everything = "SELECT string_agg(ssn, ' ') FROM customers";
const namesOfFulfilment = 'CREATE TEMP TABLE mine AS SELECT id, name FROM customers';
const analytics = "SET damask.purpose = 'analytics'";

/** Tables that the session makes for itself, and fills with what it may see. */
export const temporary: readonly AttackCase[] = [
  ...family('temporary tables', 'clerk', [
    [
      'what fills one is the permitted view',
      [
        'CREATE TEMP TABLE mine AS SELECT id, notes, ssn FROM customers',
        'SELECT notes, ssn FROM mine ORDER BY id LIMIT 1',
      ],
      answers([null, '**********1001']),
    ],
    [
      'SELECT INTO, by its star',
      ['SELECT notes INTO TEMP mine FROM customers', 'SELECT * FROM pg_temp.mine LIMIT 1'],
      answers([null]),
    ],
    [
      'in one text',
      'CREATE TEMP TABLE mine AS TABLE customers; SELECT notes, balance FROM mine LIMIT 1',
      answers([null, null]),
    ],
    [
      'filled later',
      [
        'CREATE TEMP TABLE mine (id bigint PRIMARY KEY, said text)',
        'INSERT INTO mine SELECT id, notes FROM customers',
        'UPDATE mine SET said = coalesce(c.notes, c.ssn) FROM customers c WHERE c.id = mine.id AND mine.id = 730001',
        'SELECT said FROM mine WHERE id <= 730002 ORDER BY id',
      ],
      answers(['**********1001'], [null]),
    ],
    [
      'of a view',
      ['CREATE TEMP TABLE mine AS TABLE customer_mail', 'SELECT number FROM mine ORDER BY id LIMIT 1'],
      answers(['**********1001']),
    ],
    [
      'COPY out of one',
      ['CREATE TEMP TABLE mine AS TABLE customers', 'COPY mine (notes) TO STDOUT'],
      answers(...Array.from({ length: 6 }, () => ['\\N\n'])),
    ],
    [
      'COPY into one, and on',
      [
        'CREATE TEMP TABLE mine (sku text, title text)',
        script(1, say.query('COPY mine FROM STDIN'), say.copyData('t1\tTemporary\n'), say.copyDone),
        'BEGIN; INSERT INTO products (sku, title) SELECT sku, title FROM mine RETURNING title; ROLLBACK',
      ],
      completes('BEGIN', 'INSERT 0 1', 'ROLLBACK'),
    ],
    [
      'what came from the client may say what is written',
      [
        'CREATE TEMP TABLE mine (id bigint, city text)',
        "INSERT INTO mine VALUES (730001, 'Kyiv'), (990001, 'Kyiv')",
        'BEGIN',
        'UPDATE customers SET city = mine.city FROM mine WHERE mine.id = customers.id RETURNING customers.id, notes',
      ],
      answers(['730001', null]),
    ],
    [
      'a column that is not there is nobody else’s',
      [
        'CREATE TEMP TABLE mine AS SELECT 1 AS a',
        'BEGIN',
        'SELECT 1/0',
        'DROP TABLE mine',
        'CREATE TEMP TABLE mine AS SELECT 1 AS notes',
        'ROLLBACK',
        'UPDATE customers SET city = city WHERE id = 730001 RETURNING (SELECT notes FROM mine)',
      ],
      refused('42703'),
    ],
    [
      'nor is one by its star',
      [
        'CREATE TEMP TABLE mine AS SELECT 1 AS a',
        'BEGIN; SELECT 1/0; DROP TABLE mine; CREATE TEMP TABLE mine AS SELECT 1 AS notes',
        'ROLLBACK',
        'DROP TABLE mine',
        'CREATE TEMP TABLE mine AS SELECT 1 AS notes',
        'UPDATE customers SET city = city WHERE id = 730001 RETURNING (SELECT mine.notes FROM mine)',
      ],
      answers(['1']),
    ],
    [
      'what it holds goes nowhere else',
      [
        'CREATE TEMP TABLE mine AS SELECT name FROM customers',
        "INSERT INTO products (sku, title) SELECT 'q', name FROM mine",
      ],
      refused(),
    ],
    [
      'not through RETURNING either',
      [
        'CREATE TEMP TABLE mine AS SELECT name FROM customers',
        'WITH m AS (UPDATE mine SET name = name RETURNING name) UPDATE products SET title = m.name FROM m',
      ],
      refused(),
    ],
    [
      'not by what was prepared while it was empty',
      [
        'CREATE TEMP TABLE mine (said text)',
        "PREPARE away AS INSERT INTO products (sku, title) SELECT 'q', said FROM mine",
        'INSERT INTO mine SELECT name FROM customers',
        'EXECUTE away',
      ],
      refused(),
    ],
    [
      'not by a Parse of then',
      [
        'CREATE TEMP TABLE mine (said text)',
        script(1, say.parse("INSERT INTO products (sku, title) SELECT 'q', said FROM mine", 'away'), say.sync),
        'INSERT INTO mine SELECT name FROM customers',
        script(1, say.bind('', 'away'), say.execute(), say.sync),
      ],
      refused('26000'),
    ],
    [
      'not after it was made anew, in a transaction that failed',
      [
        'CREATE TEMP TABLE mine AS SELECT name FROM customers',
        'BEGIN; SELECT 1/0; DROP TABLE mine; CREATE TEMP TABLE mine (name text)',
        'ROLLBACK',
        "INSERT INTO products (sku, title) SELECT 'q', name FROM mine",
      ],
      refused(),
    ],
    ['a name that hides a table', 'CREATE TEMP TABLE customers AS SELECT 1 AS id', refused()],
    ['a name that hides a table of another schema', 'CREATE TEMP TABLE consents (a int)', refused()],
    ['a name that hides a type', 'CREATE TEMP TABLE text (a int)', refused()],
    ['a name that hides the catalog', 'CREATE TEMP TABLE pg_class AS SELECT 1 AS oid', refused()],
    ['a default that calls', 'CREATE TEMP TABLE mine (a text DEFAULT leak(730001))', refused()],
    ['a check that calls', 'CREATE TEMP TABLE mine (a bigint CHECK (leak(a) IS NULL))', refused()],
    ['a generated column', 'CREATE TEMP TABLE mine (a bigint, b text GENERATED ALWAYS AS (leak(a)) STORED)', refused()],
    ['a column called as a function', 'CREATE TEMP TABLE mine (leak text)', refused()],
    ['an output called as a function', 'CREATE TEMP TABLE mine AS SELECT 1 AS leak', refused()],
    ['LIKE', 'CREATE TEMP TABLE mine (LIKE customers INCLUDING ALL)', refused()],
    ['LIKE, with what runs on each row', 'CREATE TEMP TABLE mine (LIKE customers INCLUDING GENERATED)', refused()],
    ['LIKE of what is not listed', 'CREATE TEMP TABLE mine (LIKE secrets_log)', refused()],
    [
      'LIKE of what is protected, filled and read',
      [
        'CREATE TEMP TABLE mine (LIKE customers)',
        'INSERT INTO mine (id, name, created_at, notes) SELECT id, name, created_at, notes FROM customers WHERE id = 730001',
        'SELECT id, notes FROM mine',
      ],
      answers(['730001', null]),
    ],
    ['INHERITS', 'CREATE TEMP TABLE mine () INHERITS (customers)', refused()],
    ['PARTITION OF', 'CREATE TEMP TABLE mine PARTITION OF tickets FOR VALUES FROM (900) TO (901)', refused()],
    ['OF a type', 'CREATE TEMP TABLE mine OF leaky', refused()],
    ['a reference', 'CREATE TEMP TABLE mine (a bigint REFERENCES customers)', refused()],
    ['one that is not listed', 'CREATE TEMP TABLE mine AS SELECT * FROM secrets_log', refused()],
    ['one that stays', 'CREATE TABLE mine AS SELECT * FROM customers', refused()],
    ['SELECT INTO one that stays', 'SELECT ssn INTO mine FROM customers', refused()],
    ['SELECT INTO within WITH', 'WITH a AS (SELECT ssn INTO TEMP mine FROM customers) SELECT 1', refused()],
    ['a temporary sequence', 'CREATE TEMP SEQUENCE mine', refused()],
    [
      'an EXECUTE that fills one',
      ['PREPARE p AS SELECT ssn FROM customers', 'CREATE TEMP TABLE mine AS EXECUTE p'],
      refused(),
    ],
    ['DROP of what is no temporary table', 'DROP TABLE pg_temp.mine, customers', refused()],
    ['one of another session', 'SELECT * FROM pg_temp_3.mine', refused('42P01')],
  ]),
  ...family('procedures', 'reader', [
    ['one that is listed talks, and is not heard', "CALL tidy('up')", answers(['tidy'])],
    ['one that is listed fails', "CALL tidy('boom')", refused('P0001')],
    ['one that is not listed', 'CALL leak_notice()', refused()],
    ['a function', 'CALL leak(730001)', refused()],
    ['a function as what it is given', 'CALL tidy(leak(730001))', refused()],
    ['a query as what it is given', 'CALL tidy((SELECT ssn FROM customers LIMIT 1))', refused('0A000')],
    ['one that runs as somebody else from then on', 'ALTER PROCEDURE tidy SECURITY INVOKER', refused()],
    ['in a plan', "EXPLAIN CALL tidy('up')", refused('42601')],
  ]),
  ...family('temporary tables that change', 'clerk', [
    [
      'a column that is added, filled and indexed',
      [
        'CREATE TEMP TABLE mine AS SELECT id, ssn FROM customers',
        'ALTER TABLE mine RENAME COLUMN ssn TO number',
        'ALTER TABLE mine ADD COLUMN said text',
        'CREATE INDEX mine_number ON mine (lower(number))',
        "UPDATE mine SET said = upper(number) || 'x'",
        'SELECT said FROM mine ORDER BY id LIMIT 1',
      ],
      answers(['**********1001x']),
    ],
    [
      'a column that a rollback takes back does not reach the row that is written',
      [
        "CREATE TEMP TABLE mine AS SELECT 'x' AS said",
        'BEGIN',
        'SAVEPOINT s',
        'ALTER TABLE mine ADD COLUMN ssn text',
        'ROLLBACK TO s',
        "UPDATE customers SET city = city WHERE (SELECT ssn FROM mine) LIKE 'ssncanary%' RETURNING id",
      ],
      refused('42703'),
    ],
    [
      'nor one that got another name',
      [
        "CREATE TEMP TABLE mine AS SELECT 'x' AS ssn",
        'BEGIN',
        'SAVEPOINT s',
        'ALTER TABLE mine RENAME ssn TO said',
        'ALTER TABLE mine RENAME said TO ssn',
        'ALTER TABLE mine RENAME ssn TO said',
        "UPDATE customers SET city = city WHERE (SELECT ssn FROM mine) LIKE 'ssncanary%' RETURNING id",
      ],
      completes('UPDATE 0'),
    ],
    [
      'a type that is worked out of what is not seen',
      ['CREATE TEMP TABLE mine (x text)', 'ALTER TABLE mine ALTER x TYPE text USING (SELECT max(ssn) FROM customers)'],
      refused('0A000'),
    ],
  ]),
  ...family('code without leave', 'clerk', [
    ['a procedure that is listed', "CALL tidy('up')", refused()],
    ['a body', "DO $$ BEGIN CALL tidy('up'); END $$", refused()],
    ['a procedure that is made', 'CREATE PROCEDURE mine() LANGUAGE sql AS $$SELECT 1$$', refused()],
    [
      'a function that is made',
      'CREATE OR REPLACE FUNCTION mine() RETURNS int LANGUAGE sql AS $$SELECT 1$$',
      refused(),
    ],
    ['a function that goes', 'DROP FUNCTION shout()', refused()],
  ]),
  ...family('code', 'reader', [
    ['what a body says is not heard', `DO $$ BEGIN RAISE NOTICE '%', (${everything}); END $$`, completes('DO')],
    ['nor why it fails', `DO $$ BEGIN RAISE EXCEPTION '%', (${everything}); END $$`, refused('P0001')],
    ['nor what it sends', `DO $$ BEGIN PERFORM pg_notify('x', (${everything})); END $$`, completes('DO')],
    ['a function that is made is not called unless it is listed', 'SELECT leak_notice()', refused()],
    ['a body that is a tree', 'CREATE FUNCTION mine() RETURNS text RETURN (SELECT max(ssn) FROM customers)', refused()],
  ]),
  ...family('temporary tables and purposes', 'analyst/fulfilment', [
    ['read for another purpose', [namesOfFulfilment, analytics, 'SELECT name FROM mine'], refused()],
    ['copied for another purpose', [namesOfFulfilment, analytics, 'COPY mine TO STDOUT'], refused()],
    [
      'read by a cursor',
      [
        namesOfFulfilment,
        'DECLARE c CURSOR WITH HOLD FOR SELECT name FROM mine',
        'BEGIN; SELECT 1/0; CLOSE c',
        'ROLLBACK',
        analytics,
        'FETCH ALL FROM c',
      ],
      refused(),
    ],
    [
      'read by a prepared statement',
      [
        namesOfFulfilment,
        'PREPARE p AS SELECT name FROM mine',
        'BEGIN; SELECT 1/0; DEALLOCATE p',
        'ROLLBACK',
        analytics,
        'EXECUTE p',
      ],
      refused(),
    ],
    [
      'read by a Parse of then',
      [
        namesOfFulfilment,
        script(1, say.parse('SELECT name FROM mine', 'p'), say.sync),
        analytics,
        script(1, say.bind('', 'p'), say.execute(), say.sync),
      ],
      refused('26000'),
    ],
    [
      'made again for another purpose',
      [namesOfFulfilment, analytics, 'CREATE TEMP TABLE mine AS SELECT 1 AS name', 'SELECT name FROM mine'],
      refused(),
    ],
    [
      'dropped, and made again for another purpose',
      [
        namesOfFulfilment,
        analytics,
        'BEGIN; SELECT 1/0; DROP TABLE mine',
        'ROLLBACK',
        'CREATE TEMP TABLE IF NOT EXISTS mine (name text)',
      ],
      refused(),
    ],
    [
      'forgotten by DISCARD, and made again',
      [
        namesOfFulfilment,
        'BEGIN; DISCARD ALL',
        'ROLLBACK',
        analytics,
        'CREATE TEMP TABLE IF NOT EXISTS mine (name text)',
        'TABLE mine',
      ],
      refused(),
    ],
    [
      'the purpose that made it may go on',
      [namesOfFulfilment, analytics, "SET damask.purpose = 'fulfilment'", 'SELECT count(*) FROM mine'],
      answers(['6']),
    ],
  ]),
];
