import { type AttackCase, answers, completes, family, refused } from '../attack-case.js';

/** One statement in a transaction that ends with the connection. */
const tried = (sql: string) => ['BEGIN', sql] as const;

/** What fails where it is run: beside a row that is written, that it was run would tell of a hidden one. */
const besides = [
  "jsonb_array_elements('1') AS s(x)",
  '(SELECT ntile(0) OVER () AS x) AS s',
  '(SELECT 1 AS x FROM free_notes LIMIT -1) AS s',
  '(SELECT 1 / (id - 1) AS x FROM logs OFFSET 0) AS s',
  'logs TABLESAMPLE SYSTEM (200)',
];

/** From where somebody sees and may write everything to where others see it, by rules of their own. */
export const flows: readonly AttackCase[] = [
  ...family('flows', 'reeve', [
    [
      'what a FULL JOIN has in common, of another category',
      tried(
        'INSERT INTO members (id, city, region) SELECT id, city, region FROM members FULL JOIN contacts USING (id, city)',
      ),
      refused(),
    ],
    [
      'a row whose place somebody does not see, to another place',
      tried("INSERT INTO members (id, city, region) SELECT id, city, 'eu' FROM members WHERE region = 'us'"),
      refused(),
    ],
    ['a row without what hides it', tried('INSERT INTO members (id, city) SELECT id, city FROM members'), refused()],
    [
      'a row with the place of another',
      tried('INSERT INTO members (id, city, region) SELECT m.id, m.city, o.region FROM members m, members o'),
      refused(),
    ],
    [
      'a row with what hides it',
      tried("INSERT INTO members (id, city, region) SELECT id, city, region FROM members WHERE region = 'us'"),
      completes('INSERT 0 2'),
    ],
    [
      'a row that its subject is left out of',
      tried('INSERT INTO contacts (id, mail) SELECT id, mail FROM contacts GROUP BY GROUPING SETS ((id), (mail))'),
      refused(),
    ],
    [
      'the same by ROLLUP',
      tried('INSERT INTO contacts (id, mail) SELECT id, mail FROM contacts GROUP BY mail, ROLLUP (id)'),
      refused(),
    ],
    ['free text to where it is not looked through', tried('UPDATE members SET memo = note'), refused()],
    [
      'the same by INSERT',
      tried('INSERT INTO members (id, memo, region) SELECT id, note, region FROM members'),
      refused(),
    ],
    ['text to where it is looked through', tried('UPDATE members SET note = memo'), completes('UPDATE 4')],
    ['a value to its like', tried('UPDATE members SET spare_mail = mail'), completes('UPDATE 4')],
    [
      'a member to the place of another',
      tried("UPDATE members SET doc = jsonb_set(doc, '{about,city}', doc -> 'ssn')"),
      refused(),
    ],
    ['the same by a subscript', tried("UPDATE members SET doc['about']['city'] = doc['ssn']"), refused()],
    ['a member as a name', tried("UPDATE members SET doc[doc ->> 'ssn'] = '1'"), refused()],
    ['a document within itself', tried("UPDATE members SET doc = jsonb_build_object('about', doc)"), refused()],
    ['a document in an array', tried("UPDATE members SET doc = doc || '[]'"), refused()],
    ['a document behind an array', tried("UPDATE members SET doc = '[]' || doc"), refused()],
    ['a member by a row', tried("UPDATE members SET (doc, memo) = (SELECT doc -> 'ssn', 'x')"), refused()],
    [
      'a member by what is there already',
      tried(
        "INSERT INTO members (id, mail) VALUES (1, 'mail1') ON CONFLICT (mail) DO UPDATE SET doc = jsonb_build_object('about', members.doc)",
      ),
      refused(),
    ],
    [
      'a member’s new value',
      tried("UPDATE members SET doc = jsonb_set(coalesce(doc, '{}'), '{about,city}', '1') - 'x'"),
      completes('UPDATE 4'),
    ],
  ]),
  ...family('flows', 'seer', [
    ['a part by the whole, under the whole’s entry', 'SELECT code FROM persons', refused()],
    ['a test of it', "SELECT count(*) FROM persons WHERE code LIKE 'ssn%'", refused()],
    ['the part itself', 'SELECT code, rank FROM agents', answers([null, '7'])],
    ['a part of two that are listed otherwise', 'SELECT name FROM amphibians', refused()],
    ['the same by the one', 'SELECT name FROM boats', refused()],
    ['the same by the other', 'SELECT id FROM cars', refused()],
    ['one of the two alone', 'SELECT name FROM ONLY boats', refused()],
  ]),
  ...family('flows', 'seer', [
    ['which partition a row is in, by name', 'SELECT id FROM visits_hiv', refused()],
    ['the same of a partition’s partition', 'SELECT id FROM visits_hiv_old', refused()],
    ['the same by a view', 'SELECT id FROM visits_of_some', refused()],
    ['the same by COPY', 'COPY visits_flu (id) TO STDOUT', refused()],
    ['the same by UPDATE', tried('UPDATE visits_flu SET code = code'), refused()],
    ['the same by a join', 'SELECT id FROM visits JOIN visits_flu USING (id)', refused()],
    ['the same by tableoid', 'SELECT id, tableoid::regclass FROM visits', refused()],
    [
      'the same by tableoid of a view’s',
      'SELECT id FROM (SELECT v.tableoid AS t, id FROM visits v) x ORDER BY t',
      refused(),
    ],
    ['the same by ctid', 'SELECT id, ctid FROM visits', refused()],
    ['the same by a condition', "SELECT count(*) FROM visits WHERE tableoid = 'visits_hiv'::regclass", refused()],
    ['the same by a count', tried("UPDATE visits SET code = code WHERE tableoid = 'visits_flu'::regclass"), refused()],
    ['the same by RETURNING', tried('UPDATE visits SET code = code RETURNING id, old.tableoid'), refused()],
    [
      'the same by RETURNING under another name',
      tried('UPDATE visits SET code = code RETURNING WITH (NEW AS n) n.ctid'),
      refused(),
    ],
    [
      'the same by MERGE',
      tried(
        'MERGE INTO visits v USING (VALUES (1)) AS s(k) ON v.id = s.k WHEN MATCHED THEN DO NOTHING RETURNING v.tableoid',
      ),
      refused(),
    ],
    [
      'a sample that hidden rows are among, by what nobody trusts',
      'SELECT count(*) FROM members TABLESAMPLE system_rows(2)',
      refused(),
    ],
    [
      'a sample of rows that are all to be seen',
      'SELECT count(*) FROM members TABLESAMPLE system (100)',
      answers(['2']),
    ],
    ['what is by the whole', 'SELECT count(*) FROM visits', answers(['6'])],
    ['what is by the whole, of a view', 'SELECT count(illness) FROM visits_view', answers(['0'])],
    [
      'a partition by what is seen',
      'SELECT id, created_on, tableoid::regclass FROM logs_all',
      answers(['1', '2026-01-01', 'logs_all']),
    ],
    ['its whole', 'SELECT id, tableoid::regclass, ctid FROM logs', answers(['1', 'logs_all', '(0,1)'])],
  ]),
  ...family('flows', 'reeve', [
    [
      'a partition by who sees all',
      'SELECT illness, tableoid::regclass FROM visits_hiv LIMIT 1',
      answers(['hiv', 'visits_hiv_old']),
    ],
    ['a part of two by who sees all', 'SELECT name FROM amphibians', refused()],
  ]),
  ...family('flows', 'reeve', [
    ['writing a part by the whole', tried("UPDATE persons SET code = 'x'"), refused()],
    ['deleting it by the whole', tried('DELETE FROM persons'), refused()],
    ['deleting what nobody classified', tried('DELETE FROM parcels_more'), refused()],
    ['deleting it by the whole that is listed', tried('DELETE FROM parcels_of'), refused()],
    ['the same by TRUNCATE', tried('TRUNCATE parcels_of'), refused()],
    [
      'the same by MERGE',
      tried('MERGE INTO parcels_of p USING (VALUES (1)) AS v(k) ON p.id = v.k WHEN MATCHED THEN DELETE'),
      refused(),
    ],
    ['deleting of the whole alone', tried('DELETE FROM ONLY parcels_of'), completes('DELETE 0')],
    ['writing what is listed of it', tried("UPDATE parcels_of SET code = 'b'"), completes('UPDATE 1')],
  ]),
  ...family('flows', 'finder', [
    ['nobody has consented', 'SELECT id FROM customers', answers()],
    ['consent by INSERT', tried("INSERT INTO consents VALUES (730001, 'finding', 'given', NULL)"), refused()],
    [
      'consent by UPDATE',
      tried("UPDATE consents SET purpose = 'finding', state = 'given' WHERE purpose = 'marketing'"),
      refused(),
    ],
    ['no refusal any more', tried("DELETE FROM consents WHERE state = 'refused'"), refused()],
    ['none at all', 'TRUNCATE consents', refused()],
    ['consent by COPY', 'COPY consents FROM STDIN', refused()],
    [
      'consent by MERGE',
      tried(
        "MERGE INTO consents c USING (VALUES (730001)) AS v(k) ON c.customer_id = v.k WHEN MATCHED THEN UPDATE SET purpose = 'finding'",
      ),
      refused(),
    ],
    ['consent by a view', tried("UPDATE consent_view SET state = 'given'"), refused()],
    ['consent by a view over a view', tried("UPDATE consent_states SET state = 'given'"), refused()],
    ['consent by a part', tried("INSERT INTO more_consents VALUES (730001, 'finding', 'given', NULL)"), refused()],
    [
      'consent beside something else',
      tried("WITH c AS (UPDATE consents SET state = 'given') INSERT INTO free_notes VALUES ('x')"),
      refused(),
    ],
    ...besides.flatMap((from) =>
      [730005, 730099].map(
        (id) =>
          [
            `${from} beside row ${id}`,
            ['SET join_collapse_limit = 1', `UPDATE pledges SET state = state FROM ${from} WHERE pledges.id = ${id}`],
            completes('UPDATE 0'),
          ] as const,
      ),
    ),
    [
      'the same by DELETE',
      ['SET join_collapse_limit = 1', "DELETE FROM pledges USING jsonb_array_elements('1') WHERE pledges.id = 730005"],
      completes('DELETE 0'),
    ],
    [
      'the same by MERGE',
      [
        'SET join_collapse_limit = 1',
        "MERGE INTO pledges p USING jsonb_array_elements('1') ON p.id = 730005 WHEN MATCHED THEN UPDATE SET state = state",
      ],
      completes('MERGE 0'),
    ],
    ['rows that a foreign key takes along', tried('DELETE FROM folders'), refused()],
    [
      'rows that a foreign key takes along, by MERGE',
      tried('MERGE INTO folders f USING (VALUES (1)) AS v(k) ON f.id = v.k WHEN MATCHED THEN DELETE'),
      refused(),
    ],
    ['a column that a foreign key empties', tried('DELETE FROM shelves'), refused()],
    ['a column that a foreign key writes', tried("UPDATE shelves SET label = 'x'"), refused()],
    [
      'rows that go along with one that comes into another partition',
      tried("UPDATE binders SET shelf = 'b' WHERE binders.id = 1"),
      refused(),
    ],
    [
      'the same by MERGE',
      tried("MERGE INTO binders b USING (VALUES (1)) AS v(k) ON b.id = v.k WHEN MATCHED THEN UPDATE SET shelf = 'b'"),
      refused(),
    ],
    ['a row that stays', tried("UPDATE binders SET label = 'x' WHERE binders.id = 1"), completes('UPDATE 1')],
    ['what it has nothing to do with', tried("UPDATE folders SET label = 'x'"), completes('UPDATE 1')],
    ['what nobody speaks of', tried("INSERT INTO free_notes VALUES ('x')"), completes('INSERT 0 1')],
  ]),
];
