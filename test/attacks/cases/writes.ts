import { type AttackCase, answers, completes, family, refused } from '../attack-case.js';

/** Writing: values that are read by writing them, carried elsewhere, or spoiled. */
export const writes: readonly AttackCase[] = [
  ...family('writes', 'clerk', [
    [
      'RETURNING a withheld column',
      ['BEGIN', 'UPDATE customers SET phone = phone WHERE id = 730001 RETURNING notes'],
      answers([null]),
    ],
    [
      'RETURNING *',
      ['BEGIN', 'UPDATE customers SET city = city WHERE id = 730001 RETURNING *'],
      { kind: 'permitted_view' },
    ],
    ['RETURNING the row', ['BEGIN', 'UPDATE customers SET city = city RETURNING customers'], refused()],
    [
      'RETURNING the row as JSON',
      ['BEGIN', 'UPDATE customers SET city = city RETURNING to_jsonb(customers)'],
      refused(),
    ],
    [
      'RETURNING old',
      ['BEGIN', 'UPDATE customers SET city = city WHERE id = 730001 RETURNING old.notes, new.notes'],
      answers([null, null]),
    ],
    [
      'RETURNING old under another name',
      [
        'BEGIN',
        'UPDATE customers SET city = city WHERE id = 730001 RETURNING WITH (OLD AS o, NEW AS n) o.notes, n.notes',
      ],
      answers([null, null]),
    ],
    ['RETURNING old as a row', ['BEGIN', 'UPDATE customers SET city = city RETURNING old'], refused()],
    ['RETURNING old.*', ['BEGIN', 'UPDATE customers SET city = city RETURNING old.*'], { kind: 'permitted_view' }],
    [
      'RETURNING a subquery',
      ['BEGIN', "UPDATE products SET title = title WHERE sku = 'a' RETURNING (SELECT max(notes) FROM customers)"],
      answers([null]),
    ],
    ['RETURNING of DELETE', ['BEGIN', 'DELETE FROM parcels WHERE id = 1 RETURNING id, status'], answers(['1', 'new'])],
    [
      'DELETE of a row with columns that may not be written',
      ['BEGIN', 'DELETE FROM orders WHERE id = 1 RETURNING customer_id, status'],
      refused(),
    ],
    [
      'a count by a withheld column',
      ['BEGIN', "UPDATE customers SET phone = phone WHERE notes LIKE 'note%'"],
      completes('UPDATE 0'),
    ],
    [
      'a count by a masked column',
      ['BEGIN', "UPDATE customers SET phone = phone WHERE ssn LIKE 's%'"],
      completes('UPDATE 0'),
    ],
    ['a count of hidden rows', ['BEGIN', 'UPDATE customers SET phone = phone'], completes('UPDATE 6')],
    [
      'a count of hidden rows by id',
      ['BEGIN', 'UPDATE customers SET phone = phone WHERE id > 980000'],
      completes('UPDATE 0'),
    ],
    [
      'an error by a hidden row',
      ['BEGIN', 'UPDATE customers SET phone = phone WHERE 1 / (id - 990001) > 5'],
      completes('UPDATE 0'),
    ],
    [
      'an error by a cast of a hidden row',
      ['BEGIN', 'UPDATE customers SET phone = phone WHERE id::int4 / (id - 990002)::int4 > 5'],
      completes('UPDATE 0'),
    ],
    [
      'an error in SET by a hidden row',
      ['BEGIN', 'UPDATE customers SET city = repeat(city, 3 / (length(city) - 17))'],
      completes('UPDATE 6'),
    ],
    ['copying a withheld column beside it', ['BEGIN', 'UPDATE customers SET phone = notes'], refused()],
    ['copying a masked column beside it', ['BEGIN', 'UPDATE customers SET phone = ssn'], refused()],
    ['copying by a subquery', ['BEGIN', 'UPDATE customers SET phone = (SELECT max(notes) FROM customers)'], refused()],
    [
      'copying by FROM',
      ['BEGIN', 'UPDATE customers SET phone = d.ssn FROM customers d WHERE d.id = customers.id'],
      refused(),
    ],
    [
      'copying by what a join has in common with a table of one’s own',
      [
        'CREATE TEMP TABLE mine (name text)',
        'UPDATE orders SET status = name FROM mine RIGHT JOIN customers c USING (name) WHERE c.id = orders.customer_id',
      ],
      refused(),
    ],
    [
      'copying by what a join has in common with the catalog',
      'UPDATE orders SET status = name FROM pg_timezone_names RIGHT JOIN customers c USING (name) WHERE c.id = orders.customer_id',
      refused(),
    ],
    [
      'copying by INSERT of what a join has in common',
      [
        'CREATE TEMP TABLE mine (id bigint, name text)',
        'INSERT INTO parcels (id, status) SELECT id, name FROM mine FULL JOIN customers USING (id, name)',
      ],
      refused(),
    ],
    [
      'copying by INSERT of what is made of it',
      [
        'CREATE TEMP TABLE mine (id bigint, name text)',
        'INSERT INTO parcels (id, status) SELECT 77, lower(name) FROM mine FULL JOIN customers USING (name)',
      ],
      refused(),
    ],
    [
      'copying by what a join has in common with something unknown',
      [
        'CREATE TEMP TABLE mine (id bigint, name text)',
        'UPDATE orders SET status = name FROM mine RIGHT JOIN (SELECT (c).* FROM customers c) x USING (name)',
      ],
      refused(),
    ],
    [
      'copying by what a join has in common',
      [
        'BEGIN',
        'UPDATE orders SET status = j.name FROM (customers c JOIN customers d USING (name) AS j) WHERE c.id = orders.customer_id',
      ],
      refused(),
    ],
    [
      'copying by MERGE of what a join has in common',
      [
        'BEGIN',
        'MERGE INTO orders o USING (customers c JOIN customers d USING (name) AS j) ON c.id = o.customer_id WHEN MATCHED THEN UPDATE SET status = j.name',
      ],
      refused(),
    ],
    [
      'copying by several columns at once',
      ['BEGIN', 'UPDATE customers SET (phone, city) = (SELECT notes, ssn FROM customers d LIMIT 1)'],
      refused(),
    ],
    ['copying by a row', ['BEGIN', 'UPDATE customers SET (phone, city) = ROW(notes, ssn)'], refused()],
    [
      'copying into a public table',
      ['BEGIN', 'UPDATE products SET title = (SELECT max(name) FROM customers)'],
      refused(),
    ],
    ['copying by INSERT SELECT', ['BEGIN', 'INSERT INTO products SELECT id::text, ssn, 1 FROM customers'], refused()],
    [
      'copying by INSERT VALUES',
      ['BEGIN', "INSERT INTO products VALUES ('z', (SELECT max(ssn) FROM customers), 1)"],
      refused(),
    ],
    [
      'copying by a WITH',
      ['BEGIN', 'WITH x AS (SELECT max(name) AS n FROM customers) UPDATE products SET title = n FROM x'],
      refused(),
    ],
    [
      'copying by MERGE',
      [
        'BEGIN',
        'MERGE INTO products p USING customers c ON p.sku = c.city WHEN NOT MATCHED THEN INSERT VALUES (c.ssn, c.name, 1)',
      ],
      refused(),
    ],
    [
      'MERGE from what is protected, by a withheld column',
      "BEGIN; MERGE INTO products p USING customers c ON c.notes LIKE 'notecanary%' OR c.ssn LIKE 'ssncanary%' WHEN MATCHED THEN UPDATE SET price = 1; ROLLBACK",
      completes('BEGIN', 'MERGE 0', 'ROLLBACK'),
    ],
    [
      'MERGE from what is protected, which does not fail on hidden rows',
      "BEGIN; MERGE INTO products p USING customers c ON 1 / (position('Hidden' in c.name) - 1) > 0 WHEN MATCHED THEN UPDATE SET price = 1; ROLLBACK",
      completes('BEGIN', 'MERGE 0', 'ROLLBACK'),
    ],
    [
      'MERGE that matches by a withheld column',
      [
        'BEGIN',
        "MERGE INTO customers c USING (VALUES ('notecanary 1')) AS v(n) ON c.notes = v.n WHEN MATCHED THEN UPDATE SET phone = 'x'",
      ],
      completes('MERGE 0'),
    ],
    [
      'MERGE that matches hidden rows',
      [
        'BEGIN',
        "MERGE INTO customers c USING (VALUES (990001)) AS v(k) ON c.id = v.k WHEN MATCHED THEN UPDATE SET phone = 'x'",
      ],
      completes('MERGE 0'),
    ],
    [
      'MERGE that finds hidden rows unmatched',
      [
        'BEGIN',
        "MERGE INTO customers c USING (VALUES (1)) AS v(k) ON c.id = v.k WHEN NOT MATCHED BY SOURCE THEN UPDATE SET phone = 'x'",
      ],
      completes('MERGE 6'),
    ],
    [
      'MERGE with an error by a hidden row',
      [
        'BEGIN',
        "MERGE INTO customers c USING (VALUES (1)) AS v(k) ON 1 / (c.id - 990001) = v.k WHEN NOT MATCHED BY SOURCE AND 1 / (c.id - 990002) < 5 THEN UPDATE SET phone = 'x'",
      ],
      completes('MERGE 6'),
    ],
    [
      'MERGE … RETURNING a withheld column',
      [
        'BEGIN',
        "MERGE INTO customers c USING (VALUES (730001)) AS v(k) ON c.id = v.k WHEN MATCHED THEN UPDATE SET phone = 'x' RETURNING c.notes, old.notes, new.ssn",
      ],
      answers([null, null, '**********1001'.slice(-14)]),
    ],
    [
      'MERGE … RETURNING *',
      [
        'BEGIN',
        "MERGE INTO customers c USING (VALUES (730001)) AS v(k) ON c.id = v.k WHEN MATCHED THEN UPDATE SET phone = 'x' RETURNING *",
      ],
      { kind: 'permitted_view' },
    ],
    [
      'INSERT … SELECT into another’s row',
      ['BEGIN', 'INSERT INTO customers (id, email) SELECT 1, email FROM customers'],
      refused(),
    ],
    [
      'INSERT … SELECT of a withheld column',
      ['BEGIN', 'INSERT INTO tickets (id, customer_id, body) SELECT id, id, notes FROM customers'],
      refused(),
    ],
    [
      'MERGE into a protected table, by a withheld column',
      [
        'BEGIN',
        "MERGE INTO customers c USING products p ON c.notes = p.title WHEN MATCHED THEN UPDATE SET phone = 'x'",
      ],
      completes('MERGE 0'),
    ],
    [
      'copying by RETURNING of a WITH',
      [
        'BEGIN',
        'WITH u AS (UPDATE customers SET city = city RETURNING ssn, name) INSERT INTO products SELECT ssn, name, 1 FROM u',
      ],
      refused(),
    ],
    [
      'copying by DELETE and WITH',
      [
        'BEGIN',
        "WITH u AS (DELETE FROM orders WHERE id = 1 RETURNING customer_id) INSERT INTO products SELECT customer_id::text, 'x', 1 FROM u",
      ],
      refused(),
    ],
    [
      'a condition by UPDATE FROM',
      ['BEGIN', "UPDATE products p SET title = 'x' FROM customers c WHERE c.notes LIKE 'note%'"],
      completes('UPDATE 0'),
    ],
    [
      'a condition by DELETE USING',
      ['BEGIN', "DELETE FROM products p USING customers c WHERE c.notes LIKE 'note%'"],
      completes('DELETE 0'),
    ],
    ['writing a masked column', ['BEGIN', "UPDATE customers SET ssn = 'x'"], refused()],
    ['writing a withheld column', ['BEGIN', "UPDATE customers SET notes = 'x'"], refused()],
    ['writing a column that nobody classified', ['BEGIN', 'UPDATE customers SET email_key = DEFAULT'], refused()],
    ['writing the subject', ['BEGIN', 'UPDATE orders SET customer_id = 730002'], refused()],
    ['inserting with the subject', ['BEGIN', "INSERT INTO orders VALUES (99, 730002, 1, 'x', now())"], refused()],
    [
      'ON CONFLICT DO UPDATE with an old value',
      [
        'BEGIN',
        "INSERT INTO products VALUES ('a', 'x', 1) ON CONFLICT (sku) DO UPDATE SET title = (SELECT max(notes) FROM customers)",
      ],
      refused(),
    ],
    [
      'ON CONFLICT on a protected table',
      [
        'BEGIN',
        "INSERT INTO customers (email, phone) VALUES ('mailcanary1@example.com', 'x') ON CONFLICT (email) DO UPDATE SET phone = customers.notes",
      ],
      refused(),
    ],
    [
      'ON CONFLICT with what the store puts into the row that is in conflict',
      [
        'BEGIN',
        "INSERT INTO customers (email, phone) VALUES ('mailcanary1@example.com', 'x') ON CONFLICT (email) DO UPDATE SET phone = excluded.email_key",
      ],
      refused(),
    ],
    [
      'ON CONFLICT with a condition on a hidden column',
      [
        'BEGIN',
        "INSERT INTO customers (email, phone) VALUES ('x', 'y') ON CONFLICT (email) WHERE notes LIKE 'n%' DO NOTHING",
      ],
      refused(),
    ],
    ['the failing row of a constraint', ['BEGIN', 'UPDATE customers SET created_at = NULL'], refused('23502')],
    [
      'the other row of a key',
      ['BEGIN', "UPDATE customers SET email = 'mailcanary1@example.com' WHERE id = 730002"],
      refused('23505'),
    ],
    ['a row that others need', ['BEGIN', 'DELETE FROM customers'], refused()],
    [
      'WHERE CURRENT OF',
      [
        'BEGIN',
        'DECLARE c CURSOR FOR SELECT id FROM customers FOR UPDATE',
        'FETCH 1 FROM c',
        "UPDATE customers SET phone = 'x' WHERE CURRENT OF c RETURNING notes",
      ],
      refused(),
    ],
    ['COPY FROM into a withheld column', 'COPY customers (id, notes) FROM STDIN', refused()],
    ['COPY FROM a file', "COPY products FROM '/etc/passwd'", refused()],
    ['COPY FROM a program', "COPY products FROM PROGRAM 'id'", refused()],
    ['COPY TO a file', "COPY customers TO '/tmp/x'", refused()],
    ['a rule that answers', ['BEGIN', 'UPDATE stock SET amount = 2'], refused()],
    ['writing by a view', ['BEGIN', 'UPDATE customer_mail SET mail = number'], refused()],
    [
      'writing by a view of the same columns, by a withheld one',
      ['BEGIN', "UPDATE customer_barrier SET phone = 'x' WHERE notes LIKE 'notecanary%' RETURNING *"],
      completes('UPDATE 0'),
    ],
    [
      'what comes back of a view',
      ['BEGIN', "UPDATE customer_barrier b SET city = 'x' WHERE id = 730001 RETURNING b.notes, ssn, old.notes"],
      answers([null, '**********1001', null]),
    ],
    ['writing by a view, made of what is hidden', ['BEGIN', 'UPDATE customer_barrier SET city = ssn'], refused()],
    [
      'hidden rows of a view',
      ['BEGIN', "UPDATE customer_barrier SET city = 'x' WHERE id > 990000"],
      completes('UPDATE 0'),
    ],
    [
      'a hidden row of a view, by an error',
      ['BEGIN', "UPDATE customer_barrier SET city = 'x' WHERE 1 / (position('Hidden' in name) - 1) > 0"],
      completes('UPDATE 0'),
    ],
    ['writing a table that is not listed', "INSERT INTO secrets_log VALUES ('x')", refused()],
    ['writing the catalog', 'UPDATE pg_class SET relname = relname', refused()],
    ['TRUNCATE', 'TRUNCATE customers', refused()],
    ['LOCK', ['BEGIN', 'LOCK TABLE customers'], completes('LOCK TABLE')],
    ['LOCK of what is in the data map in part only', ['BEGIN', 'LOCK TABLE people'], refused()],
    ['LOCK of a view', ['BEGIN', 'LOCK TABLE customer_mail'], refused()],
    ['LOCK of what nobody named', ['BEGIN', 'LOCK TABLE secrets_log IN ACCESS SHARE MODE'], refused()],
    ['LOCK of a catalog', ['BEGIN', 'LOCK TABLE pg_class'], refused()],
  ]),
  ...family('writes', 'mailer', [
    ['where nothing may be written', ['BEGIN', "UPDATE products SET title = 'x'"], refused()],
    [
      'a value of one’s own, to see its mask',
      ['BEGIN', "INSERT INTO customers (id, name, email, created_at) VALUES (42, 'x', 'x', now()) RETURNING id"],
      refused(),
    ],
    [
      'a value of one’s own by UPDATE',
      ['BEGIN', 'UPDATE orders SET customer_id = 42 RETURNING customer_id'],
      refused(),
    ],
    ['deleting what one sees', ['BEGIN', 'DELETE FROM customers'], refused()],
    ['numbers of a sequence', "SELECT nextval('ticket_numbers')", refused()],
  ]),
];
