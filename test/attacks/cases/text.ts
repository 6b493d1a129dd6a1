import { frameBytes } from '../../../src/pgwire/index.js';
import { ask, say } from '../../pg/raw-client.js';
import { type AttackCase, answers, family, refused, script } from '../attack-case.js';

const query = (...parts: readonly (string | readonly number[])[]) =>
  frameBytes(0x51, Buffer.concat([...parts.map((part) => Buffer.from(part as never)), Buffer.of(0)]));

const stringly = [
  [
    'an E string that ends late for standard strings',
    "SELECT E'\\'', notes FROM customers WHERE id = 730001 --'",
    ["'", null],
  ],
  ['a standard string with a backslash', "SELECT '\\', notes, '' FROM customers WHERE id = 730001", ['\\', null, '']],
  ['a string over two lines', "SELECT 'a'\n'b', notes FROM customers WHERE id = 730001", ['ab', null]],
  ['an E string that goes on', "SELECT E'a'\n'\\'b', notes FROM customers WHERE id = 730001", ["a'b", null]],
  ['dollar quotes', 'SELECT $a$ $b$ $a$, notes FROM customers WHERE id = 730001', [' $b$ ', null]],
  ['dollar quotes with a letter before', 'SELECT 1 AS a$a$, notes FROM customers WHERE id = 730001', ['1', null]],
  ['nested comments', 'SELECT /* /* */ 1, */ notes FROM customers WHERE id = 730001', [null]],
  ['a comment that a carriage return ends', 'SELECT 1 --\r, notes FROM customers WHERE id = 730001', ['1', null]],
  ['an operator that a comment ends', "SELECT 1 +--'\n 1, notes FROM customers WHERE id = 730001 --'", ['2', null]],
  [
    'an operator that a comment ends, in C’s way',
    "SELECT 1 +/*'*/ 1, notes FROM customers WHERE id = 730001 /*'*/",
    ['2', null],
  ],
  ['a unicode escape in a name', 'SELECT U&"n\\006ftes" FROM customers WHERE id = 730001', [null]],
  ['a unicode escape in a table’s name', 'SELECT notes FROM U&"cust\\006fmers" WHERE id = 730001', [null]],
  ['a unicode escape with another mark', 'SELECT U&"n!006ftes" UESCAPE \'!\' FROM customers WHERE id = 730001', [null]],
  ['a unicode escape in a string', "SELECT U&'\\0027', notes FROM customers WHERE id = 730001", ["'", null]],
  ['a national string', "SELECT N'x', notes FROM customers WHERE id = 730001", ['x', null]],
  ['a form feed and a tab', 'SELECT\fnotes\tFROM\vcustomers WHERE id = 730001', [null]],
  ['capital letters', 'SELECT NOTES FROM CUSTOMERS WHERE ID = 730001', [null]],
  [
    'a name that ends in the dot of another',
    'SELECT public . customers . notes FROM public . customers WHERE id = 730001',
    [null],
  ],
  ['numbers that run into words', 'SELECT 1AS x, notes FROM customers WHERE id = 730001', refused('42601')],
  [
    'a statement behind a comment',
    '/* SELECT 1; */ SELECT notes FROM customers WHERE id = 730001 -- ; SELECT 2',
    [null],
  ],
  ['semicolons only, and then some', ';;;SELECT notes FROM customers WHERE id = 730001;;;', [null]],
  [
    'a trailing comment, and another statement',
    'SELECT notes FROM customers --;\n; SELECT notes FROM customers WHERE id = 730001 --',
    [null],
  ],
  ['a capital İ', 'SELECT notes FROM customers WHERE id = 730001 AND lower($$İ$$) <> $$x$$', [null]],
  ['a dotless ı in a name', 'SELECT notes FROM customers WHERE ıd = 730001', refused('42703')],
  ['a Kelvin sign in a name', 'SELECT 1 FROM customers WHERE \u212Aind = 1', refused('42703')],
  ['full-width letters in a name', 'SELECT ｎotes FROM customers', refused('42703')],
  ['a zero-width space in a name', 'SELECT no\u200Btes FROM customers', refused('42703')],
  ['a no-break space', 'SELECT\u00A0notes FROM customers', refused('42601')],
  ['a byte order mark', '\uFEFFSELECT notes FROM customers', refused('42601')],
  ['a name that a combining mark changes', 'SELECT note\u0301s FROM customers', refused('42703')],
  ['a column’s alias of 70 bytes', `SELECT notes AS ${'x'.repeat(70)} FROM customers WHERE id = 730001`, [null]],
  [
    'an alias that is cut within a letter',
    `SELECT ${'x'.repeat(62)}é.notes FROM customers AS ${'x'.repeat(62)}é WHERE id = 730001`,
    [null],
  ],
  ['what stands for a guard, by guessing', 'SELECT * FROM damask_guard_1', refused('42P01')],
  ['the guard’s own alias', 'SELECT damask_row.notes FROM customers', refused('42P01')],
  ['a parameter in a Query', 'SELECT notes FROM customers WHERE id = $1', refused('42P02')],
  ['psql’s variables', 'SELECT :notes FROM customers', refused('42601')],
] as const; // prettier-ignore

/** How a text is read: quotes, comments, escapes, letters that look alike, bytes that are none. */
export const texts: readonly AttackCase[] = [
  ...family(
    'encodings and lexers',
    'clerk',
    stringly.map(
      ([name, text, expected]) => [name, text, 'kind' in expected ? expected : answers(expected as never)] as const,
    ),
  ),
  ...family('encodings and lexers', 'clerk', [
    ['a NUL in the text', script(1, query('SELECT 1', [0], ' FROM customers')), refused('08P01')],
    ['a NUL that hides another statement', script(1, query('SELECT 1;', [0], 'SELECT leak(730001)')), refused('08P01')],
    ['no NUL at the end', script(1, frameBytes(0x51, Buffer.from('SELECT 1'))), refused('08P01')],
    ['an empty message', script(1, frameBytes(0x51, Buffer.alloc(0))), refused('08P01')],
    ['a stray byte', script(1, query('SELECT notes FROM customers WHERE $$', [0x80], "$$ = ''")), refused('22021')],
    ['an overlong quote', script(1, query('SELECT ', [0xc0, 0xa7], ', notes FROM customers')), refused('22021')],
    [
      'half a letter before a quote',
      script(1, query("SELECT '", [0xe3, 0x81], "', notes FROM customers --'")),
      refused('22021'),
    ],
    ['a surrogate', script(1, query("SELECT '", [0xed, 0xa0, 0x80], "'")), refused('22021')],
    [
      'a letter of Shift-JIS that holds a backslash',
      script(1, query("SELECT '", [0x83, 0x5c], "', notes FROM customers --'")),
      refused('22021'),
    ],
    [
      'a stray byte in a Parse',
      script(
        1,
        frameBytes(
          0x50,
          Buffer.concat([Buffer.of(0), Buffer.from("SELECT '"), Buffer.of(0xff), Buffer.from("'"), Buffer.of(0, 0, 0)]),
        ),
        say.sync,
      ),
      refused('22021'),
    ],
    [
      'a stray byte in a parameter',
      script(1, say.parse('SELECT $1::text'), say.bind('', '', [Buffer.from([0xff])]), say.execute(), say.sync),
      refused('22021'),
    ],
    [
      'a statement’s name in bytes that are no text',
      script(
        1,
        frameBytes(
          0x50,
          Buffer.concat([
            Buffer.of(0xff, 0),
            Buffer.from('SELECT notes FROM customers WHERE id = 730001'),
            Buffer.of(0, 0, 0),
          ]),
        ),
        frameBytes(0x42, Buffer.from([0, 0xff, 0, 0, 0, 0, 0, 0, 0])),
        say.execute(),
        say.sync,
      ),
      refused('22021'),
    ],
  ]),
  ...family('parser differentials', 'clerk', [
    ['FROM ONLY (…)', 'SELECT notes FROM ONLY (customers) WHERE id = 730001', answers([null])],
    [
      'a name that is a keyword elsewhere',
      'SELECT notes AS only FROM customers AS abort WHERE id = 730001',
      answers([null]),
    ],
    ['TABLE', 'SELECT count(*) FROM (TABLE ONLY customers) c', answers(['6'])],
    ['a label without AS', 'SELECT notes secret FROM customers WHERE id = 730001', answers([null])],
    [
      'a join in parentheses',
      'SELECT c.notes FROM ((customers c CROSS JOIN products p)) WHERE c.id = 730001 AND p.sku = $$a$$',
      answers([null]),
    ],
    [
      'a join with a name of its own',
      'SELECT j.notes FROM (customers c CROSS JOIN products p) AS j WHERE j.id = 730001 LIMIT 1',
      answers([null]),
    ],
    [
      'a join that renames its columns',
      'SELECT j.h FROM (customers c CROSS JOIN products p) AS j (a, b, c, d, e, f, g, h) WHERE j.a = 730001 LIMIT 1',
      answers([null]),
    ],
    [
      'MERGE … RETURNING',
      [
        'BEGIN',
        "MERGE INTO products p USING (VALUES ('a')) v(s) ON p.sku = v.s WHEN MATCHED THEN UPDATE SET price = 1 RETURNING merge_action(), (SELECT max(notes) FROM customers)",
      ],
      answers(['UPDATE', null]),
    ],
    [
      'WITHOUT OVERLAPS’ relatives',
      "SELECT (DATE '2020-01-01', DATE '2020-01-02') OVERLAPS (dob, dob) FROM customers WHERE id = 730001",
      answers([null]),
    ],
    [
      'JSON_TABLE over a column',
      "SELECT j.* FROM customers, JSON_TABLE(to_jsonb(notes), '$' COLUMNS (a text PATH '$')) j",
      answers(),
    ],
    [
      'JSON_QUERY with a path that is a column',
      "SELECT JSON_VALUE('[1]', '$[0]' PASSING notes AS x) FROM customers WHERE id = 730001",
      answers(['1']),
    ],
    ['JSON_ARRAYAGG', 'SELECT JSON_ARRAYAGG(notes ABSENT ON NULL) FROM customers', answers(['[]'])],
    ['IS JSON', 'SELECT notes IS JSON FROM customers WHERE id = 730001', answers([null])],
    [
      'an operator spelled out',
      "SELECT notes OPERATOR(pg_catalog.||) 'x' FROM customers WHERE id = 730001",
      answers([null]),
    ],
    ['SIMILAR TO', "SELECT count(*) FROM customers WHERE notes SIMILAR TO 'n%'", answers(['0'])],
    ['a type’s modifier', 'SELECT notes::pg_catalog.bpchar(5) FROM customers WHERE id = 730001', answers([null])],
    ['%TYPE', 'SELECT NULL::customers.notes%TYPE', refused('42704')],
    [
      'SYSTEM_USER and its like',
      'SELECT notes, current_user = session_user FROM customers WHERE id = 730001',
      answers([null, 't']),
    ],
    [
      'XMLPARSE',
      'SELECT XMLSERIALIZE(CONTENT XMLELEMENT(NAME a, XMLATTRIBUTES(notes AS b)) AS text) FROM customers WHERE id = 730001',
      answers(['<a/>']),
    ],
    [
      'GROUP BY ALL',
      'SELECT notes FROM customers GROUP BY DISTINCT ROLLUP (notes), CUBE (notes)',
      answers([null], [null]),
    ],
    [
      'ROWS FROM with definitions',
      'SELECT * FROM ROWS FROM (json_to_record(\'{"a":1}\') AS (a int), leak_all()) x',
      refused(),
    ],
    [
      'a window that a name starts',
      'SELECT max(notes) OVER (w ROWS 1 PRECEDING) FROM customers WHERE id = 730001 WINDOW w AS (ORDER BY id)',
      answers([null]),
    ],
  ]),
  ...family('resources', 'clerk', [
    ['a text of many parentheses', `SELECT ${'('.repeat(30_000)}1${')'.repeat(30_000)}`, refused('54001')],
    ['behind a comment', `SELECT --\r${'('.repeat(30_000)}1${')'.repeat(30_000)}`, refused('54001')],
    [
      'behind an operator and a comment',
      `SELECT 1 +/*'*/ ${'('.repeat(30_000)}1${')'.repeat(30_000)} /*'*/`,
      refused('54001'),
    ],
    ['a chain of operators', `SELECT 1${' ISNULL'.repeat(20_000)}`, refused('54001')],
    ['many subqueries', `SELECT ${'(SELECT '.repeat(3_000)}1${')'.repeat(3_000)}`, refused('54001')],
    ['many comments in one another', `SELECT ${'/*'.repeat(20_000)}${'*/'.repeat(20_000)}1`, refused('54001')],
    ['a text that is too long', `SELECT '${'x'.repeat(2_000_000)}'`, refused('54001')],
    [
      'many names in the path',
      `SET search_path = ${Array.from({ length: 5_000 }, (_, index) => `s${index}`).join(',')}`,
      refused('54001'),
    ],
    ['many statements in one text', [`${'SELECT 1;'.repeat(2_000)}SELECT max(notes) FROM customers`], refused('54001')],
    ['many unions', `SELECT 1${' UNION ALL SELECT 1'.repeat(3_000)}`, refused('54001')],
    [
      'a bill of a million laughs',
      `WITH ${Array.from({ length: 60 }, (_, index) => `c${index + 1} AS (SELECT * FROM ${index === 0 ? 'customers' : `c${index}`})`).join(', ')} SELECT max(notes) FROM c60`,
      answers([null]),
    ],
    [
      'a star of a star',
      `SELECT count(*) FROM (SELECT ${Array.from({ length: 100 }, () => 'c.*').join(', ')} FROM customers c) x`,
      answers(['6']),
    ],
  ]),
  ...family('resources', 'clerk', [
    [
      'many prepared statements',
      script(
        1,
        ...Array.from({ length: 3_000 }, (_, index) => say.parse('SELECT 1', `p${index}`)),
        say.parse('SELECT notes FROM customers WHERE id = 730001'),
        say.bind(),
        say.execute(),
        say.sync,
      ),
      answers([null]),
    ],
    [
      'many texts of one shape',
      [Array.from({ length: 300 }, (_, index) => `SELECT ${index}`).join(';'), 'SELECT max(notes) FROM customers'],
      answers([null]),
    ],
    [
      'many pipelined questions',
      script(
        300,
        ...Array.from({ length: 300 }, () => Buffer.concat([ask('SELECT max(notes) FROM customers'), say.sync])),
      ),
      { kind: 'permitted_view' },
    ],
  ]),
];
