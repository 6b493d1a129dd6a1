import { type AttackCase, answers, completes, family, refused } from '../attack-case.js';

const initials = answers(['N.'], ['N.'], ['N.'], ['N.']);
const nulls = (count: number) => answers(...Array.from({ length: count }, () => [null]));

/** What PostgreSQL 16 to 18 brought to take values apart and put them together, and older ways that few know. */
export const newerFunctions: readonly AttackCase[] = [
  ...family('newer functions', 'mailer', [
    [
      'JSON_TABLE',
      "SELECT * FROM JSON_TABLE((SELECT jsonb_agg(c) FROM customers c), '$[*]' COLUMNS (n text PATH '$.name', s text PATH '$.ssn')) AS j",
      answers(['N.', null], ['N.', null], ['N.', null], ['N.', null]),
    ],
    [
      'JSON_ARRAYAGG',
      'SELECT JSON_ARRAYAGG(name RETURNING text) FROM customers',
      answers(['["N.", "N.", "N.", "N."]']),
    ],
    ['JSON_OBJECTAGG', 'SELECT JSON_OBJECTAGG(1: ssn ABSENT ON NULL RETURNING text) FROM customers', answers(['{  }'])],
    ['JSON_VALUE', "SELECT JSON_VALUE(to_jsonb(c), '$.name') FROM customers c", initials],
    ['JSON_VALUE where somebody has made a function of that name', "SELECT json_value('{}', '$.b')", nulls(1)],
    ['JSON_ARRAY, too', 'SELECT json_array(1)::text', answers(['[1]'])],
    ['those functions by their schema', "SELECT public.json_value('{}', '$.b'), public.json_array(1)", refused()],
    ['json_object as it was before that', 'SELECT json_object(5)', refused('42883')],
    [
      'JSON_QUERY',
      "SELECT JSON_QUERY(to_jsonb(c), '$.ssn' WITH CONDITIONAL WRAPPER) FROM customers c WHERE false",
      answers(),
    ],
    [
      'JSON_VALUE that raises on a hidden row',
      "SELECT count(*) FROM customers WHERE JSON_VALUE(to_jsonb(city), '$' RETURNING int ERROR ON ERROR) = 1",
      answers(['0']),
    ],
    [
      'what an error would say',
      "SELECT count(*) FROM customers WHERE (pg_input_error_info(email, 'int')).message ~ 'hidden'",
      answers(['0']),
    ],
    ['whether it would be one', "SELECT count(*) FROM customers WHERE pg_input_is_valid(city, 'text')", answers(['0'])],
    [
      'XMLTABLE',
      "SELECT * FROM XMLTABLE('/r/x' PASSING (SELECT xmlelement(name r, xmlagg(xmlelement(name x, name))) FROM customers) COLUMNS v text PATH '.')",
      initials,
    ],
    ['XMLFOREST', 'SELECT xmlforest(ssn, notes)::text FROM customers', nulls(4)],
    ['a table as XML', "SELECT table_to_xml('customers', true, true, '')", refused()],
    ['a query as XML', "SELECT query_to_xml('SELECT ssn FROM customers', true, true, '')", refused()],
    ['a schema as XML', "SELECT schema_to_xml('public', true, true, '')", refused()],
    ['words of a query', "SELECT * FROM ts_stat('SELECT to_tsvector(ssn) FROM customers')", refused()],
    [
      'a query in a query',
      "SELECT ts_rewrite('a'::tsquery, 'SELECT ssn::tsquery, ssn::tsquery FROM customers')",
      refused(),
    ],
    ['a large object', "SELECT lo_from_bytea(0, 'x')", refused()],
    ['a large object’s bytes', 'SELECT lo_get(1)', refused()],
    ['the newest version of a row', "SELECT currtid2('customers', '(0,1)')", refused()],
    ['lists of common values', 'SELECT pg_mcv_list_items(stxdmcv) FROM pg_statistic_ext_data', refused()],
    [
      'statistics put in',
      "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'customers', 'reltuples', 5::real)",
      refused(),
    ],
    ['sizes', "SELECT pg_relation_size('customers'), pg_total_relation_size('customers')", answers([null, null])],
    [
      'how many rows there are',
      "SELECT reltuples, relpages FROM pg_class WHERE oid = 'customers'::regclass",
      answers(['-1', '0']),
    ],
    [
      'grouping sets',
      'SELECT name, ssn FROM customers GROUP BY GROUPING SETS ((name), (ssn), ())',
      answers([null, null], ['N.', null], [null, null]),
    ],
    ['the rank of a value', "SELECT rank('Namecanary3') WITHIN GROUP (ORDER BY name) FROM customers", answers(['5'])],
    ['the most frequent', 'SELECT mode() WITHIN GROUP (ORDER BY ssn) FROM customers', answers([null])],
    [
      'a range of what is near',
      'SELECT count(*) OVER (ORDER BY balance RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM customers',
      answers(['4'], ['4'], ['4'], ['4']),
    ],
    ['any value', 'SELECT any_value(ssn), any_value(name) FROM customers', answers([null, 'N.'])],
    ['a generated column', 'SELECT email_key FROM customers', nulls(4)],
    ['its row, as text and back', 'SELECT (c::text::customers).ssn FROM customers c', nulls(4)],
    [
      'a sample by a secret',
      'SELECT count(*) FROM customers TABLESAMPLE BERNOULLI ((SELECT max(balance) FROM customers)::real)',
      refused(),
    ],
    [
      'checksums',
      'SELECT crc32(ssn::bytea), sha256(ssn::bytea) FROM customers',
      answers([null, null], [null, null], [null, null], [null, null]),
    ],
    ['statements of others', 'SELECT * FROM pg_stat_get_activity(NULL)', refused()],
    ['changes to come', "SELECT * FROM pg_logical_slot_peek_changes('x', NULL, NULL)", refused('42501')],
  ]),
  ...family('newer ways to write', 'clerk', [
    [
      'OLD of what is withheld',
      ['BEGIN', "UPDATE customers SET phone = 'x' WHERE id = 730001 RETURNING old.notes, new.ssn"],
      answers([null, '**********1001']),
    ],
    [
      'OLD under another name',
      ['BEGIN', "UPDATE customers SET phone = 'x' WHERE id = 730001 RETURNING WITH (OLD AS o, NEW AS n) o.notes"],
      answers([null]),
    ],
    [
      'what is withheld into what is seen',
      ['BEGIN', 'UPDATE customers SET phone = notes WHERE id = 730001 RETURNING phone'],
      refused(),
    ],
    [
      'by a row of a query',
      [
        'BEGIN',
        'UPDATE customers SET (phone, city) = (SELECT notes, ssn FROM customers c WHERE c.id = customers.id) RETURNING phone, city',
      ],
      refused(),
    ],
    [
      'where a conflict is',
      [
        'BEGIN',
        "INSERT INTO customers (id, name, created_at) VALUES (730001, 'x', now()) ON CONFLICT (id) DO UPDATE SET phone = 'p' WHERE customers.notes LIKE 'note%' RETURNING id",
      ],
      refused(),
    ],
    [
      'MERGE by what is withheld',
      [
        'BEGIN',
        "MERGE INTO orders o USING customers c ON c.id = o.customer_id AND c.notes LIKE '%canary%' WHEN MATCHED THEN UPDATE SET status = 'x' RETURNING old.status",
      ],
      answers(),
    ],
    [
      'COPY of what an UPDATE returns',
      ['BEGIN', 'COPY (UPDATE customers SET phone = phone WHERE id = 730001 RETURNING notes, old.ssn) TO STDOUT'],
      answers(['\\N\t**********1001\n']),
    ],
    [
      'COPY of what a MERGE returns',
      'COPY (MERGE INTO orders o USING customers c ON c.id = o.customer_id WHEN MATCHED THEN DO NOTHING RETURNING c.notes) TO STDOUT',
      completes('COPY 0'),
    ],
    [
      'many rows into what may not be written',
      `INSERT INTO customers (id, name, notes, created_at) VALUES ${Array.from({ length: 3_000 }, (_, at) => `(${at}, 'x', 'y', '2026-01-01')`).join(', ')}`,
      refused(),
    ],
    [
      'many rows, and a query among them',
      [
        'BEGIN',
        `INSERT INTO customers (id, name, phone, created_at) VALUES ${Array.from({ length: 400 }, (_, at) => `(${at}, 'x', 'y', '2026-01-01')`).join(', ')}, (401, 'x', (SELECT max(notes) FROM customers), '2026-01-01') RETURNING phone`,
      ],
      refused(),
    ],
    [
      'many rows in a string, and another statement',
      [
        'BEGIN',
        `INSERT INTO products (sku, title) SELECT 'VALUES ${'(1), '.repeat(900)}(1)', (SELECT max(notes) FROM customers)`,
      ],
      refused(),
    ],
    [
      'many rows in a comment, and another statement',
      `/* INSERT INTO products (sku) VALUES ${'(1), '.repeat(900)}(1) */ SELECT line FROM secrets_log`,
      refused(),
    ],
    [
      'many rows with what they return',
      [
        'BEGIN',
        `INSERT INTO customers (id, name, created_at) VALUES ${Array.from({ length: 1_000 }, (_, at) => `(${at + 1}, 'x', '2026-01-01')`).join(', ')} ON CONFLICT (id) DO NOTHING RETURNING (SELECT max(notes) FROM customers WHERE id < 3)`,
      ],
      refused(),
    ],
  ]),
];
