import { say } from '../../pg/raw-client.js';
import { type AttackCase, answers, family, refused, script } from '../attack-case.js';

const many = (count: number) => Array.from({ length: count }, (_, index) => `'Namecanary${index + 1}'`).join(', ');
const counts = (condition: string) => `SELECT count(*) FROM customers WHERE ${condition}`;

/** As an extended query: buffers are sent in binary, and `types` are those that Parse declares. */
const extended = (condition: string, values: readonly (string | Buffer | null)[], types: number[] = []) =>
  script(1, say.parse(counts(condition), '', types), say.bind('', '', [...values]), say.execute(), say.sync);

/** An array of texts in binary. */
function binary(texts: readonly string[]): Buffer {
  const numbers = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [at, value] of values.entries()) bytes.writeInt32BE(value, 4 * at);
    return bytes;
  };
  const elements = texts.flatMap((text) => [numbers(Buffer.byteLength(text)), Buffer.from(text)]);
  return Buffer.concat([numbers(1, 0, 25, texts.length, 1), ...elements]);
}

const nothing = answers(['0']);

/** A column that may be looked up by its full value, and what more could be got out of that. */
export const lookups: readonly AttackCase[] = family('lookups', 'mailer', [
  ['the full value finds the row, masked', "SELECT name FROM customers WHERE name = 'Namecanary1'", answers(['N.'])],
  ['by a row that is not to be seen', counts("name = 'Namecanary5'"), nothing],
  ['by a row that is past its time', counts("name = 'Hiddencanary1'"), nothing],
  ['by its beginning', counts("name LIKE 'Namec%'"), nothing],
  ['by order', counts("name > 'Namecanary'"), nothing],
  ['by a range', counts("name BETWEEN 'Namecanary0' AND 'Namecanary9'"), nothing],
  ['by a pattern', counts("name ~ 'canary'"), nothing],
  ['by a value put together', counts("name = 'Namecanary' || '1'"), nothing],
  ['by a function of it', counts("lower(name) = 'namecanary1'"), nothing],
  ['by a disjunction', counts("name = 'Namecanary1' OR false"), nothing],
  ['by a negation', counts("NOT (name = 'Namecanary1')"), answers(['4'])],
  ['by a condition as a value', counts("(name = 'Namecanary1') IS TRUE"), nothing],
  ['by CASE', counts("CASE WHEN name = 'Namecanary1' THEN true END"), nothing],
  ['by an array', counts("name = ANY (ARRAY['Namecanary1'])"), answers(['1'])],
  ['by an array in a string', counts("name = ANY ('{Namecanary1,Namecanary2}')"), answers(['2'])],
  ['by an array of rows that are not to be seen', counts("name = ANY ('{Namecanary5,Hiddencanary1}')"), nothing],
  ['by what is in no array', counts("name <> ALL ('{Namecanary1}')"), answers(['4'])],
  ['by an array, and order', counts("name < ANY ('{zzz}') AND name > ANY ('{Namec}')"), nothing],
  ['by an array that a function makes', counts("name = ANY (string_to_array('Namecanary1', ','))"), nothing],
  [
    'by an array of a query',
    counts("name = ANY (ARRAY(SELECT 'Namecanary' || i FROM generate_series(1, 9) AS i))"),
    nothing,
  ],
  ['by an array of arrays', counts("name = ANY (ARRAY[ARRAY['Namecanary1', 'Namecanary2']])"), nothing],
  ['by an array of arrays in strings', counts("name = ANY (ARRAY['{Namecanary1,Namecanary2}'::_text])"), nothing],
  ['by a slice of an array', counts("name = ANY ((ARRAY['Namecanary1'])[1:1])"), nothing],
  ['by an array behind a disjunction', counts("name = ANY ('{Namecanary1}') OR false"), nothing],
  ['more than a minute’s budget in an array', counts(`name = ANY (ARRAY[${many(61)}])`), refused('53400')],
  [
    'more than a minute’s budget in a string',
    counts(`name = ANY ('{${many(61).replaceAll("'", '')}}')`),
    refused('53400'),
  ],
  [
    'more than a minute’s budget in a string of quotes',
    counts(`name = ANY ('{${many(61).replaceAll("'", '"')}}')`),
    refused('53400'),
  ],
  [
    'an array that PREPARE takes',
    [
      'PREPARE p (text[]) AS SELECT count(*) FROM customers WHERE name = ANY ($1)',
      `EXECUTE p ('{${many(61).replaceAll("'", '')}}')`,
    ],
    nothing,
  ],
  ['an array as a parameter', extended('name = ANY ($1)', ['{Namecanary1,Namecanary2,Namecanary5}']), answers(['2'])],
  ['an array as a parameter, with its type', extended('name = ANY ($1::text[])', ['{Namecanary1}']), answers(['1'])],
  ['NULL as an array', extended('name = ANY ($1)', [null]), nothing],
  [
    'more than a minute’s budget in a parameter',
    extended('name = ANY ($1)', [`{${many(61).replaceAll("'", '')}}`]),
    refused('53400'),
  ],
  [
    'more than a minute’s budget in a parameter of dimensions',
    extended('name = ANY ($1)', [`{{${many(61).replaceAll("'", '').replaceAll(', ', '},{')}}}`]),
    refused('53400'),
  ],
  [
    'more than a minute’s budget in a binary parameter',
    extended('name = ANY ($1)', [binary(Array.from({ length: 61 }, (_, at) => `Namecanary${at}`))]),
    refused('53400'),
  ],
  ['a binary array as a parameter', extended('name = ANY ($1)', [binary(['Namecanary1', 'x'])]), answers(['1'])],
  [
    'a text that is made an array of when it runs',
    extended("name = ANY ($1::text[]) AND $1::text <> ''", [`{${many(61).replaceAll("'", '')}}`]),
    nothing,
  ],
  [
    'a text that is declared, and made an array of',
    extended('name = ANY ($1::text[])', [`{${many(61).replaceAll("'", '')}}`], [25]),
    nothing,
  ],
  ['an array in an array', extended('name = ANY (ARRAY[$1])', [`{${many(61).replaceAll("'", '')}}`], [1009]), nothing],
  ['a Bind that is too long to be counted', extended('name = ANY ($1)', [`{${'x'.repeat(70_000)}}`]), refused('53400')],
  ['by a list of a query', counts("name IN (SELECT 'Namecanary' || i FROM generate_series(1, 9) AS i)"), nothing],
  [
    'by a join with a list',
    "SELECT count(*) FROM customers c JOIN (VALUES ('Namecanary1')) AS v(n) ON v.n = c.name",
    nothing,
  ],
  [
    'by a correlated query',
    "SELECT count(*) FROM generate_series(1, 9) AS i WHERE EXISTS (SELECT FROM customers WHERE name = 'Namecanary' || i)",
    nothing,
  ],
  [
    'by LATERAL',
    "SELECT count(*) FROM (VALUES ('Namecanary1')) AS v(n), LATERAL (SELECT FROM customers WHERE name = v.n) AS c",
    nothing,
  ],
  ['in the select list', "SELECT count(*) FILTER (WHERE name = 'Namecanary1') FROM customers", nothing],
  ['in HAVING', "SELECT count(*) FROM customers GROUP BY name HAVING name = 'Namecanary1'", answers()],
  ['in ON', "SELECT count(*) FROM consents JOIN customers ON name = 'Namecanary1'", refused()],
  [
    'behind an outer join',
    "SELECT count(*) FROM (SELECT 1) AS o LEFT JOIN customers c ON true WHERE c.name = 'Namecanary1'",
    answers(['1']),
  ],
  [
    'behind an outer join, by a row that is not to be seen',
    "SELECT count(*) FROM (SELECT 1) AS o LEFT JOIN customers c ON true WHERE c.name IN ('Namecanary5', 'Hiddencanary1')",
    nothing,
  ],
  [
    'behind an outer join, by its beginning',
    "SELECT count(*) FROM (SELECT 1) AS o LEFT JOIN customers c ON true WHERE c.name LIKE 'Namec%'",
    nothing,
  ],
  [
    'in the condition of an outer join, by a row that is not to be seen',
    "SELECT count(c.id) FROM (SELECT 1) AS o LEFT JOIN customers c ON c.name = 'Namecanary5' AND 1 / (c.id - 730005) IS NOT NULL",
    nothing,
  ],
  [
    'in the condition of an outer join, more than a minute’s budget',
    `SELECT count(c.id) FROM (SELECT 1) AS o LEFT JOIN customers c ON c.name IN (${many(61)})`,
    refused('53400'),
  ],
  ['by a view', "SELECT count(*) FROM customer_barrier WHERE name = 'Namecanary1'", nothing],
  ['by another column of its row', counts("(name, id) = ('Namecanary1', 730001)"), nothing],
  ['by a withheld column', counts("ssn = 'ssncanary-1001'"), nothing],
  ['the value by RETURNING', "UPDATE customers SET name = name WHERE name = 'Namecanary1' RETURNING name", refused()],
  ['more than a minute’s budget at once', counts(`name IN (${many(61)})`), refused('53400')],
]);
