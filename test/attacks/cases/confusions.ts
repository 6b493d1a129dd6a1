import { say } from '../../pg/raw-client.js';
import { type AttackCase, answers, family, refused, script } from '../attack-case.js';

const run = (statement: string) => script(1, say.bind(statement), say.execute(), say.sync);
const parse = (text: string, name: string) => script(1, say.parse(text, name), say.sync);

/** One name for two things: what SQL and the protocol each keep, and what either thinks of the other. */
export const confusions: readonly AttackCase[] = [
  ...family('confused names', 'reader', [
    [
      'a statement of the protocol that SQL made anew',
      [parse('SELECT 1', 'p'), run('p'), 'DEALLOCATE p', 'PREPARE p AS SELECT id FROM orders', run('p')],
      refused('26000'),
    ],
    [
      'a statement of the protocol after DEALLOCATE ALL',
      [parse('SELECT 1', 'p'), run('p'), 'DEALLOCATE ALL; PREPARE p AS SELECT id FROM orders', run('p')],
      answers(['1']),
    ],
    [
      'a statement of the protocol after DISCARD ALL',
      [parse('SELECT 1', 'p'), run('p'), 'DISCARD ALL', 'PREPARE p AS SELECT id FROM orders', run('p')],
      refused('26000'),
    ],
    [
      'a statement of SQL that the protocol closed and made anew',
      [
        'PREPARE p AS SELECT 1',
        script(1, say.closeStatement('p'), say.parse('SELECT id FROM orders', 'p'), say.sync),
        'EXECUTE p',
      ],
      refused('54000'),
    ],
    [
      'a portal that SQL closed and declared anew',
      [
        'BEGIN',
        script(1, say.parse('SELECT 1'), say.bind('', 'q'), say.execute('q'), say.sync),
        'CLOSE q',
        'DECLARE q CURSOR FOR SELECT id FROM orders',
        script(1, say.execute('q'), say.sync),
      ],
      refused('34000'),
    ],
    [
      'a cursor that the protocol closed and bound anew',
      [
        'BEGIN',
        'DECLARE c CURSOR FOR SELECT 1',
        script(1, say.closePortal('c'), say.parse('SELECT id FROM orders'), say.bind('', 'c'), say.sync),
        'FETCH ALL FROM c',
      ],
      refused('54000'),
    ],
    ['a name with capital letters', [parse('SELECT id FROM orders', 'P'), 'EXECUTE "P"'], refused('26000')],
    [
      'FETCH in a text that declares',
      'BEGIN; DECLARE c CURSOR FOR SELECT id FROM orders; FETCH ALL FROM c',
      refused('54000'),
    ],
    ['EXECUTE in a text that prepares', 'PREPARE p AS SELECT id FROM orders; EXECUTE p', refused('54000')],
    [
      'an ungated statement, and a limit that it leaves',
      [
        'PREPARE p AS SELECT 1',
        'BEGIN',
        'SELECT 1 / 0',
        'DEALLOCATE p',
        'ROLLBACK',
        'PREPARE p AS SELECT id FROM orders',
        'EXECUTE p',
      ],
      answers(['1']),
    ],
  ]),
  ...family('confused names', 'clerk', [
    [
      'set_config with its arguments named',
      "SELECT set_config(new_value => 'off', setting_name => 'standard_conforming_strings', is_local => false)",
      refused(),
    ],
    [
      'set_config with an argument put together',
      "SELECT set_config('standard_conforming' || '_strings', 'off', false)",
      refused(),
    ],
    [
      'set_config of a setting with few values, by a parameter',
      script(
        1,
        say.parse("SELECT set_config('client_encoding', $1, false)"),
        say.bind('', '', ['LATIN1']),
        say.execute(),
        say.sync,
      ),
      refused(),
    ],
    [
      'set_config of strings, by a parameter',
      script(
        1,
        say.parse("SELECT set_config('standard_conforming_strings', $1, false)"),
        say.bind('', '', ['off']),
        say.execute(),
        say.sync,
      ),
      refused(),
    ],
    [
      'set_config of messages, by a value',
      "SELECT set_config('client_min_messages', 'debug' || '5', false)",
      refused(),
    ],
    [
      'current_setting by a parameter',
      script(1, say.parse('SELECT current_setting($1)'), say.bind('', '', ['data_directory']), say.execute(), say.sync),
      answers([null]),
    ],
    [
      'current_setting by a column',
      "SELECT v.n, current_setting(v.n) FROM (VALUES ('damask.k_0'), ('DAMASK.K_0'), ('Data_Directory'), ('standard_conforming_strings')) AS v(n) ORDER BY v.n COLLATE \"C\"",
      answers(
        ['DAMASK.K_0', null],
        ['Data_Directory', null],
        ['damask.k_0', null],
        ['standard_conforming_strings', 'on'],
      ),
    ],
    [
      'current_setting by a name that changes',
      "SELECT count(*) FROM (SELECT current_setting(CASE WHEN random() < 0.5 THEN 'damask.k_0' ELSE 'jit' END, true) AS s FROM generate_series(1, 40)) AS q WHERE s LIKE '________%'",
      refused(),
    ],
    [
      'UPDATE of pg_settings',
      "UPDATE pg_settings SET setting = 'off' WHERE name = 'standard_conforming_strings'",
      refused(),
    ],
    [
      'a path that holds the user',
      ['SET search_path = "$user", evil, pg_catalog', 'SELECT @ 730001::bigint'],
      refused(),
    ],
    [
      'a path of 64 bytes',
      [`SET search_path = ${'e'.repeat(70)}, evil, pg_catalog`, 'SELECT @ 730001::bigint'],
      refused(),
    ],
    [
      'a path that is reset in the text that uses it',
      ['SET search_path = evil, pg_catalog', 'SET search_path = public; RESET search_path; SELECT @ 730001::bigint'],
      answers(['730001']),
    ],
    [
      'a path over a refusal',
      ['SET search_path = evil, pg_catalog', 'SET search_path = public; SELECT leak(1)', 'SELECT @ 730001::bigint'],
      refused(),
    ],
    [
      'a path over a syntax error',
      ['SET search_path = evil, pg_catalog', 'SET search_path = public; SELEC', 'SELECT @ 730001::bigint'],
      refused(),
    ],
    [
      'a path over a failed batch',
      [
        'SET search_path = evil, pg_catalog',
        script(
          1,
          say.parse('SET search_path = public'),
          say.bind(),
          say.execute(),
          say.parse('SELECT 1 / 0'),
          say.bind(),
          say.execute(),
          say.sync,
        ),
        'SELECT @ 730001::bigint',
      ],
      refused(),
    ],
    [
      'a path that is parsed, and never executed',
      [
        'SET search_path = evil, pg_catalog',
        script(1, say.parse('SET search_path = public', 'p'), say.sync),
        'SELECT @ 730001::bigint',
      ],
      refused(),
    ],
    [
      'a path that is executed twice',
      [
        parse('SET search_path = public', 'p'),
        run('p'),
        'SET search_path = evil, pg_catalog',
        run('p'),
        'SELECT @ 730001::bigint',
      ],
      answers(['730001']),
    ],
    [
      'a path that is executed behind an error',
      [
        'SET search_path = evil, pg_catalog',
        parse('SET search_path = public', 'p'),
        script(1, say.parse('SELECT 1 / 0'), say.bind(), say.execute(), say.bind('p'), say.execute(), say.sync),
        'SELECT @ 730001::bigint',
      ],
      refused(),
    ],
    [
      'a path with SET LOCAL and no transaction',
      ['SET search_path = evil, pg_catalog', 'SET LOCAL search_path = public', 'SELECT @ 730001::bigint'],
      refused(),
    ],
    [
      'a path with SET LOCAL in a batch',
      [
        'SET search_path = evil, pg_catalog',
        script(1, say.parse('SET LOCAL search_path = public'), say.bind(), say.execute(), say.sync),
        'SELECT @ 730001::bigint',
      ],
      refused(),
    ],
    [
      'a path that a COMMIT of an aborted transaction takes back',
      [
        'SET search_path = evil, pg_catalog',
        'BEGIN',
        'SET search_path = public',
        'SELECT 1 / 0',
        'COMMIT',
        'SELECT @ 730001::bigint',
      ],
      refused(),
    ],
    [
      'a path in a transaction that PREPARE TRANSACTION fails to keep',
      [
        'SET search_path = evil, pg_catalog',
        'BEGIN',
        'SET search_path = public',
        "PREPARE TRANSACTION 'x'",
        'SELECT @ 730001::bigint',
      ],
      refused(),
    ],
    [
      'an END and a START in one text',
      [
        'SET search_path = evil, pg_catalog',
        'START TRANSACTION',
        'SET LOCAL search_path = public',
        'END; START TRANSACTION; SELECT @ 730001::bigint',
      ],
      refused(),
    ],
    [
      'an ABORT in one text',
      ['SET search_path = evil, pg_catalog', 'BEGIN', 'SET search_path = public', 'ABORT; SELECT @ 730001::bigint'],
      refused(),
    ],
    [
      'pipelined Queries',
      [
        'SET search_path = evil, pg_catalog',
        script(
          4,
          say.query('BEGIN'),
          say.query('SET search_path = public'),
          say.query('ROLLBACK'),
          say.query('SELECT @ 730001::bigint'),
        ),
      ],
      refused(),
    ],
    [
      'pipelined batches',
      [
        'SET search_path = evil, pg_catalog',
        script(
          3,
          say.query('BEGIN; SET search_path = public'),
          say.parse('ROLLBACK'),
          say.bind(),
          say.execute(),
          say.sync,
          say.parse('SELECT @ 730001::bigint'),
          say.bind(),
          say.execute(),
          say.sync,
        ),
      ],
      refused(),
    ],
    ['a type’s name as a cast', 'SELECT text(730001::bigint)', answers(['730001'])],
    [
      'a rule’s table by WITH',
      ['BEGIN', 'WITH u AS (UPDATE stock SET amount = 2 RETURNING sku) SELECT * FROM u'],
      refused(),
    ],
    [
      'a rule’s table by ON CONFLICT',
      ['BEGIN', "INSERT INTO stock VALUES ('a', 3) ON CONFLICT (sku) DO UPDATE SET amount = 3"],
      refused(),
    ],
    ['a rule’s table by COPY', ['BEGIN', 'COPY (UPDATE stock SET amount = 2 RETURNING sku) TO STDOUT'], refused()],
    ['a rule’s table by PREPARE', ['PREPARE p AS UPDATE stock SET amount = 2', 'EXECUTE p'], refused('26000')],
    [
      'copying by two WITHs',
      [
        'BEGIN',
        'WITH a AS (UPDATE customers SET city = city RETURNING name), b AS (SELECT name FROM a) INSERT INTO products SELECT name, name, 1 FROM b',
      ],
      refused(),
    ],
    [
      'copying by a WITH of DELETE',
      [
        'BEGIN',
        'WITH a AS (DELETE FROM orders WHERE id = 2 RETURNING customer_id) UPDATE products SET price = a.customer_id FROM a',
      ],
      refused(),
    ],
    [
      'copying by a WITH and MERGE',
      [
        'BEGIN',
        'WITH a AS (UPDATE customers SET city = city RETURNING name) MERGE INTO products p USING a ON p.sku = a.name WHEN NOT MATCHED THEN INSERT VALUES (a.name, a.name, 1)',
      ],
      refused(),
    ],
    [
      'copying by a WITH and ON CONFLICT',
      [
        'BEGIN',
        "WITH a AS (UPDATE customers SET city = city RETURNING name) INSERT INTO products VALUES ('a', 'x', 1) ON CONFLICT (sku) DO UPDATE SET title = (SELECT max(name) FROM a)",
      ],
      refused(),
    ],
    [
      'copying by the condition of a WITH',
      [
        'BEGIN',
        "WITH a AS (UPDATE customers SET city = city RETURNING notes) DELETE FROM products USING a WHERE a.notes LIKE 'n%'",
      ],
      refused(),
    ],
  ]),
  ...family('confused names', 'mailer', [
    [
      'hashed ids under a time zone',
      ["SET timezone = 'UTC+5'", 'SELECT count(DISTINCT id) FROM customers'],
      answers(['4']),
    ],
    [
      'hashed ids by a set operation with what is known',
      'SELECT count(*) FROM (SELECT id FROM customers INTERSECT SELECT generate_series(729990, 730010)::bigint) x',
      answers(['0']),
    ],
    [
      'hashed ids by USING with what is known',
      'SELECT count(*) FROM customers JOIN (SELECT generate_series(729990, 730010)::bigint AS id) g USING (id)',
      answers(['0']),
    ],
    [
      'initials by ORDER BY',
      'SELECT count(DISTINCT r) FROM (SELECT rank() OVER (ORDER BY name) AS r FROM customers) x',
      answers(['1']),
    ],
    ['consent by a date', "SELECT count(*) FROM customers WHERE email = 'mailcanary6@example.com'", answers(['0'])],
    ['consent by the order of refusals', 'SELECT count(*) FROM orders WHERE customer_id IS NOT NULL', answers(['8'])],
    [
      'consent in a snapshot of before',
      ['BEGIN ISOLATION LEVEL REPEATABLE READ', 'SELECT count(*) FROM customers'],
      answers(['4']),
    ],
    ['the consent table', 'SELECT * FROM consents', refused()],
  ]),
];
