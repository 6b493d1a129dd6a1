import { say } from '../../pg/raw-client.js';
import { type AttackCase, answers, completes, family, refused, script } from '../attack-case.js';

const mine = 'CREATE TEMP VIEW mine AS SELECT id, name, ssn, notes FROM customers';
const first = 'SELECT ssn, notes FROM mine ORDER BY id LIMIT 1';
const masked = answers(['**********1001', null]);
const analytics = "SET damask.purpose = 'analytics'";
const fulfilment = "SET damask.purpose = 'fulfilment'";

/** Views that the session defines for itself: it keeps the text, and the store has an empty one. */
export const temporaryViews: readonly AttackCase[] = [
  ...family('temporary views', 'clerk', [
    ['what it shows is the permitted view', [mine, first], masked],
    ['in one text', `${mine}; ${first}`, masked],
    [
      'of its own schema',
      ['CREATE VIEW pg_temp.mine AS TABLE customers', 'SELECT notes FROM pg_temp.mine LIMIT 1'],
      answers([null]),
    ],
    [
      'under other names',
      ['CREATE TEMP VIEW mine (a, b) AS SELECT notes, ssn FROM customers ORDER BY id', 'SELECT b, a FROM mine LIMIT 1'],
      masked,
    ],
    ['its row', [mine, 'SELECT mine FROM mine ORDER BY id LIMIT 1'], answers(['(730001,Namecanary1,**********1001,)'])],
    ['its row as JSON', [mine, "SELECT to_jsonb(m) ->> 'notes' FROM mine m ORDER BY id LIMIT 1"], answers([null])],
    [
      'a condition on what it withholds',
      [mine, "SELECT count(*) FROM mine WHERE notes LIKE '%canary%' OR ssn LIKE 'Ssn%'"],
      answers(['0']),
    ],
    [
      'a condition on what it withholds, inside',
      ["CREATE TEMP VIEW mine AS SELECT id FROM customers WHERE notes LIKE '%canary%'", 'SELECT count(*) FROM mine'],
      answers(['0']),
    ],
    [
      'a function that raises, inside',
      ['CREATE TEMP VIEW mine AS SELECT notes::int AS n FROM customers', 'SELECT count(n) FROM mine'],
      answers(['0']),
    ],
    [
      'a view on it',
      [
        mine,
        'CREATE TEMP VIEW over AS SELECT notes, ssn, id FROM mine',
        'SELECT ssn, notes FROM over ORDER BY id LIMIT 1',
      ],
      masked,
    ],
    [
      'a view on it, after it became another',
      [
        mine,
        'CREATE TEMP VIEW over AS SELECT ssn, notes, id FROM mine',
        'CREATE OR REPLACE TEMP VIEW mine AS SELECT id, name, notes AS ssn, ssn AS notes FROM customers',
        'SELECT notes, ssn FROM over ORDER BY id LIMIT 1',
      ],
      masked,
    ],
    [
      'a view on itself',
      [mine, 'CREATE OR REPLACE TEMP VIEW mine AS SELECT id, name, ssn, notes FROM mine', first],
      refused(),
    ],
    [
      'a table filled from it',
      [mine, 'CREATE TEMP TABLE kept AS SELECT * FROM mine', 'SELECT ssn, notes FROM kept ORDER BY id LIMIT 1'],
      masked,
    ],
    [
      'what the store has of it',
      [
        // Its name is nobody else's: pg_views fails on a view that another session drops meanwhile.
        'CREATE TEMP VIEW alone AS SELECT id, name, ssn, notes FROM customers',
        "SELECT count(*) FROM pg_views WHERE viewname = 'alone' AND (definition LIKE '%consent%' OR definition LIKE '%damask%' OR definition LIKE '%current_setting%')",
      ],
      answers(['0']),
    ],
    ['its definition', [mine, "SELECT pg_get_viewdef('mine'::regclass) LIKE '%public.customers%'"], answers(['f'])],
    [
      'what the store has of it, by COPY',
      [mine, 'COPY mine (notes) TO STDOUT'],
      answers(...Array.from({ length: 6 }, () => ['\\N\n'])),
    ],
    ['by a cursor', ['BEGIN', mine, 'DECLARE c CURSOR FOR SELECT notes FROM mine', 'FETCH 1 FROM c'], answers([null])],
    [
      'by a cursor, after it became another',
      [
        'BEGIN',
        mine,
        'DECLARE c CURSOR FOR SELECT ssn, notes FROM mine ORDER BY id',
        'CREATE OR REPLACE TEMP VIEW mine AS SELECT id, name, notes AS ssn, ssn AS notes FROM customers',
        'FETCH 1 FROM c',
      ],
      refused(),
    ],
    [
      'by a statement that was prepared while it was another',
      [
        'CREATE TEMP VIEW mine AS SELECT 1 AS one',
        'PREPARE p AS SELECT * FROM mine',
        'DROP VIEW mine',
        'CREATE TEMP VIEW mine AS SELECT notes AS one FROM customers',
        'EXECUTE p',
      ],
      refused(),
    ],
    [
      'a Parse of then',
      [
        'CREATE TEMP VIEW mine AS SELECT 1 AS one',
        script(1, say.parse('TABLE mine', 'p'), say.sync),
        'DROP VIEW mine',
        'CREATE TEMP VIEW mine AS SELECT notes AS one FROM customers',
        script(1, say.bind('', 'p'), say.execute(), say.sync),
      ],
      refused('26000'),
    ],
    [
      'made in one batch, and read',
      script(1, say.parse(mine), say.bind(), say.execute(), say.parse(first), say.bind(), say.execute(), say.sync),
      masked,
    ],
    [
      'a name that failed',
      [
        'CREATE TEMP VIEW mine AS SELECT 1 AS one',
        'CREATE TEMP VIEW mine AS SELECT notes AS one FROM customers',
        'TABLE mine',
      ],
      refused(),
    ],
    ['a name that was rolled back', ['BEGIN', mine, 'ROLLBACK', first], refused()],
    ['a name that a savepoint took back', ['BEGIN; SAVEPOINT s', mine, 'ROLLBACK TO s', first], refused()],
    ['writing through it', ['BEGIN', mine, "UPDATE mine SET notes = 'x' RETURNING notes"], refused()],
    ['inserting through it', ['BEGIN', mine, "INSERT INTO mine (id, name) VALUES (1, 'x')"], refused()],
    ['deleting through it', ['BEGIN', mine, 'DELETE FROM mine RETURNING notes'], refused()],
    [
      'merging into it',
      ['BEGIN', mine, 'MERGE INTO mine USING products p ON false WHEN NOT MATCHED BY SOURCE THEN DELETE'],
      refused(),
    ],
    ['a rule on it', [mine, 'CREATE RULE r AS ON INSERT TO mine DO INSTEAD SELECT notes FROM customers'], refused()],
    [
      'a trigger on it',
      [
        mine,
        'CREATE TRIGGER t INSTEAD OF UPDATE ON mine FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
      ],
      refused(),
    ],
    ['with a check option', 'CREATE TEMP VIEW mine AS SELECT id FROM customers WITH LOCAL CHECK OPTION', refused()],
    ['for an invoker', 'CREATE TEMP VIEW mine WITH (security_invoker) AS SELECT id FROM customers', refused()],
    ['in the place of a relation', 'CREATE TEMP VIEW consents AS SELECT 730001 AS customer_id', refused()],
    ['in the place of a catalog', 'CREATE TEMP VIEW pg_class AS SELECT 1 AS oid', refused()],
    ['in the place of a type', 'CREATE TEMP VIEW text AS SELECT 1 AS one', refused()],
    [
      'with a column that is a function',
      'CREATE TEMP VIEW mine AS SELECT ssn AS pg_read_file FROM customers',
      refused(),
    ],
    [
      'with a parameter of those who read it',
      script(1, say.parse('CREATE TEMP VIEW mine AS SELECT $1::text AS one'), say.bind(), say.execute(), say.sync),
      refused(),
    ],
    [
      'one that writes',
      'CREATE TEMP VIEW mine AS WITH d AS (UPDATE customers SET name = name RETURNING notes) SELECT * FROM d',
      refused(),
    ],
    ['one that calls what is not listed', 'CREATE TEMP VIEW mine AS SELECT * FROM evil.dump()', refused('42883')],
    ['one that reads the catalog’s values', 'CREATE TEMP VIEW mine AS SELECT * FROM pg_stats', refused()],
    [
      'one that is recursive',
      [
        'CREATE TEMP RECURSIVE VIEW mine (n, s) AS SELECT id, notes FROM customers UNION ALL SELECT n + 1, s FROM mine WHERE false',
        'SELECT s FROM mine LIMIT 1',
      ],
      answers([null]),
    ],
    ['a lasting one over it', [mine, 'CREATE VIEW public.lasting AS SELECT notes FROM mine'], refused()],
    ['a lasting one', 'CREATE VIEW lasting AS SELECT notes FROM customers', refused()],
    ['a copy', 'CREATE MATERIALIZED VIEW lasting AS SELECT ssn FROM customers', refused()],
    ['locks through it', ['BEGIN', mine, 'SELECT notes FROM mine WHERE id = 730001 FOR UPDATE'], answers([null])],
    [
      'what it is to others',
      [
        mine,
        "SELECT count(*) FROM information_schema.view_table_usage WHERE view_name = 'mine' AND table_name = 'customers'",
      ],
      answers(['0']),
    ],
    ['dropped, and read', [mine, 'DROP VIEW mine', first], refused('42P01')],
    ['forgotten, and read', [mine, 'DISCARD TEMP', first], refused('42P01')],
    ['dropped with another', [mine, 'DROP VIEW mine, customer_mail'], refused()],
    ['with all that stands on it', [mine, 'DROP VIEW mine CASCADE'], refused()],
    [
      'many times over',
      [
        'CREATE TEMP VIEW v0 AS SELECT 1 AS a FROM customers x, customers y',
        ...Array.from({ length: 8 }, (_, at) => `CREATE TEMP VIEW v${at + 1} AS SELECT x.a FROM v${at} x, v${at} y`),
        'SELECT count(*) FROM v8',
      ],
      refused('54001'),
    ],
    [
      'is there, and may be made again',
      [
        mine,
        'CREATE OR REPLACE TEMP VIEW mine AS SELECT id, name, ssn, notes FROM customers WHERE id > 730001',
        'SELECT count(*) FROM mine',
      ],
      answers(['5']),
    ],
    ['dropped where there is none', 'DROP VIEW IF EXISTS mine', completes('DROP VIEW')],
  ]),
  ...family('names in views that mean something else by now', 'clerk', [
    ...[
      ['an operator', 'SELECT @ id AS x FROM customers'],
      ['a comparison', 'SELECT id FROM customers WHERE id = 730001::bigint'],
      ['a list', 'SELECT id FROM customers WHERE id IN (730001::bigint)'],
      ['a list of a query', 'SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders)'],
      ['a row', "SELECT id FROM customers WHERE (id, name) = (730001::bigint, 'x')"],
      ['a distinction', 'SELECT id FROM customers WHERE id IS DISTINCT FROM 730001::bigint'],
      ['CASE', 'SELECT CASE id WHEN 730001::bigint THEN 1 END AS x FROM customers'],
      ['NULLIF', 'SELECT NULLIF(id, 730001::bigint) AS x FROM customers'],
      ['USING', 'SELECT o.total FROM orders o JOIN customers c USING (id)'],
      ['a function', 'SELECT lower(name) AS x FROM customers'],
      ['an aggregate', 'SELECT max(id) AS x FROM customers'],
    ].map(
      ([name = '', definition = '']) =>
        [
          name,
          [`CREATE TEMP VIEW mine AS ${definition}`, 'SET search_path = evil, pg_catalog, public', 'TABLE mine'],
          refused(),
        ] as const,
    ),
    ['by a view of the store', ['SET search_path = evil, pg_catalog', 'SELECT * FROM public.one_customer'], refused()],
    [
      'back where they were',
      [
        "CREATE TEMP VIEW mine AS SELECT upper(city) AS x FROM customers WHERE id = '730001'",
        'SET search_path = evil, pg_catalog, public',
        'RESET search_path',
        'TABLE mine',
      ],
      answers(['ROME']),
    ],
  ]),
  ...family('names that are given again', 'analyst/analytics', [
    ...[
      [
        'by DEALLOCATE',
        'PREPARE p AS SELECT name FROM customers',
        'DEALLOCATE p',
        'PREPARE p AS SELECT 1',
        'EXECUTE p',
      ],
      [
        'by DEALLOCATE ALL',
        'PREPARE p AS SELECT name FROM customers',
        'DEALLOCATE ALL',
        'PREPARE p AS SELECT 1',
        'EXECUTE p',
      ],
      [
        'by CLOSE',
        'DECLARE p CURSOR WITH HOLD FOR SELECT name FROM customers',
        'CLOSE p',
        'DECLARE p CURSOR WITH HOLD FOR SELECT 1',
        'FETCH p',
      ],
    ].map(
      ([name = '', gives = '', takesBack = '', again = '', uses = '']) =>
        [name, [fulfilment, gives, takesBack, analytics, again, uses], answers(['1'])] as const,
    ),
    ...[
      ['of another case', 'PREPARE p AS SELECT name FROM customers', ['DEALLOCATE "P"', analytics]],
      [
        'after what fails',
        'PREPARE p AS SELECT name FROM customers',
        ['SELECT 1/0; DEALLOCATE p', analytics, 'EXECUTE p'],
      ],
      [
        'in a transaction that failed',
        'PREPARE p AS SELECT name FROM customers',
        ['BEGIN; SELECT 1/0', 'DEALLOCATE p', 'ROLLBACK', analytics, 'PREPARE p AS SELECT 1', 'EXECUTE p'],
      ],
      [
        'by a DISCARD that fails',
        'PREPARE p AS SELECT name FROM customers',
        ['BEGIN; DISCARD ALL', 'ROLLBACK', analytics, 'EXECUTE p'],
      ],
      [
        'of a cursor, after what fails',
        'DECLARE c CURSOR WITH HOLD FOR SELECT name FROM customers',
        ['SELECT 1/0; CLOSE c', analytics, 'FETCH c'],
      ],
    ].map(
      ([name, gives, then]) =>
        [`not taken back: ${name}`, [fulfilment, gives as string, ...(then as string[])], refused()] as const,
    ),
    [
      'not taken back: skipped in a batch',
      [
        fulfilment,
        'PREPARE p AS SELECT name FROM customers',
        script(
          2,
          say.parse('SELECT 1/0'),
          say.bind(),
          say.execute(),
          say.parse('DEALLOCATE p'),
          say.bind(),
          say.execute(),
          say.sync,
          say.query('SELECT 1'),
        ),
        // Where it is known by then that it was skipped, the purpose stays.
        `${analytics}; EXECUTE p`,
      ],
      refused(),
    ],
  ]),
  ...family('temporary views of another purpose', 'analyst/analytics', [
    [
      'what it shows is what the purpose of now sees',
      [
        fulfilment,
        'CREATE TEMP VIEW mine AS SELECT name FROM customers',
        analytics,
        "SELECT count(*) FROM mine WHERE name LIKE 'Name%'",
      ],
      answers(['0']),
    ],
    [
      'over a table that was filled for the other',
      [
        fulfilment,
        'CREATE TEMP TABLE kept AS SELECT name FROM customers',
        'CREATE TEMP VIEW mine AS SELECT name FROM kept',
        analytics,
        'CREATE TEMP VIEW over AS SELECT name FROM mine',
        'SELECT name FROM over',
      ],
      refused(),
    ],
    [
      'by its star',
      [fulfilment, 'CREATE TEMP VIEW mine AS TABLE customers', analytics, 'TABLE mine'],
      { kind: 'permitted_view' },
    ],
    [
      'in a text that goes back',
      [
        fulfilment,
        'CREATE TEMP VIEW mine AS SELECT name FROM customers',
        `${analytics}; SELECT name FROM mine ORDER BY 1`,
      ],
      { kind: 'permitted_view' },
    ],
    [
      'prepared under the other',
      [
        fulfilment,
        'CREATE TEMP VIEW mine AS SELECT name FROM customers',
        'PREPARE p AS SELECT name FROM mine',
        analytics,
      ],
      refused(),
    ],
    [
      'a cursor of the other',
      [
        fulfilment,
        'CREATE TEMP VIEW mine AS SELECT name FROM customers',
        'DECLARE c CURSOR WITH HOLD FOR SELECT name FROM mine',
        analytics,
      ],
      refused(),
    ],
  ]),
];
