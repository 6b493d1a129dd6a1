import { defaultStatementLimits, nestingOf } from '../../src/sql/index.js';

/** What can stand in itself: what opens a level, and what closes it. */
interface Construct {
  readonly open: string;
  readonly inner: string;
  readonly close: string;
  /** Around the whole: `%` is where it stands. */
  readonly around: string;
  /** Between several of them. */
  readonly between: string;
}

const inTargets = { around: 'SELECT % FROM customers', between: ', ' };
const inWhere = { around: 'SELECT 1 FROM customers WHERE %', between: ' AND ' };
const inListOf = (one: string) => ({ around: `SELECT 1 FROM customers WHERE ${one} IN (%)`, between: ', ' });
const inFrom = { around: 'SELECT 1 FROM %', between: ', ' };
const inSort = { around: 'SELECT 1 FROM customers ORDER BY %', between: ', ' };
const alone = { around: '%', between: ' UNION ALL ' };

function nested(open: string, inner: string, close: string, place: Pick<Construct, 'around' | 'between'>): Construct {
  return { open, inner, close, ...place };
}

/** Each construct of SQL within itself, in each place where what stands in it is judged in a way of its own. */
const constructs: Readonly<Record<string, Construct>> = {
  parentheses: nested('(', 'id', ')', inTargets),
  'parentheses with operators': nested('(', 'id', ' + 1)', inTargets),
  'operators on the left': nested('', 'id', ' + 1', inTargets),
  'operators on the right': nested('1 + (', 'id', ')', inWhere),
  'operators on constants': nested('(', '1', ' + 1)', inWhere),
  'texts put together': nested('', 'city', " || 'x'", inTargets),
  'unary operators': nested('- ', 'id', '', inTargets),
  'calls of text': nested('lower(', 'city', ')', inTargets),
  'calls of text in WHERE': nested('lower(', 'city', ") = 'x'", { ...inWhere }),
  'calls of text, compared': nested('lower(', 'city', ')', inListOf("'x'")),
  'calls of two': nested('btrim(', 'city', ", 'x')", inListOf("'x'")),
  'calls of constants': nested('lower(', "'x'", ')', inTargets),
  'calls of a parameter': nested('lower(', '$1', ')', inTargets),
  'calls and casts': nested('lower(', 'city', '::text)', inListOf("'x'")),
  'calls that raise': nested('similarity(', 'city', ", 'x')", inTargets),
  aggregates: nested('max(', 'id', ')', inTargets),
  'aggregates in a subquery': nested('max(', 'id', ')', {
    around: 'SELECT (SELECT 1 FROM products WHERE 1 = (%)) FROM customers',
    between: ' + ',
  }),
  'aggregates of subqueries': nested('max((SELECT ', 'customers.id', '))', inTargets),
  casts: nested('', 'id', '::bigint', inTargets),
  'casts of text': nested('', 'city', '::text', inListOf("'x'")),
  'casts of both': nested('CAST(', 'city', ' AS text)', inWhere),
  arrays: nested('ARRAY[', 'id', ']', inTargets),
  'arrays of two': nested('ARRAY[1, ', 'id', ']', inTargets),
  'arrays in WHERE': nested('ARRAY[', 'id', ', 1]', inListOf('ARRAY[1]')),
  rows: nested('ROW(', 'id', ')', inTargets),
  'rows compared': nested('ROW(', 'id', ', 1)', inListOf('ROW(1)')),
  case: nested('CASE WHEN id = 1 THEN 1 ELSE ', 'id', ' END', inTargets),
  'case in its test': nested('CASE WHEN ', 'id = 1', ' THEN true END', inWhere),
  'case of something': nested('CASE ', 'id', ' WHEN 1 THEN 1 END', inTargets),
  'case in WHERE': nested('CASE WHEN true THEN ', 'id', ' ELSE 1 END', inListOf('1')),
  coalesce: nested('coalesce(', 'id', ', 1)', inTargets),
  'coalesce in WHERE': nested('coalesce(', 'id', ', 1)', inListOf('1')),
  'coalesce of constants': nested('coalesce(', '1', ', 1)', inListOf('1')),
  nullif: nested('nullif(', 'id', ', 1)', inTargets),
  greatest: nested('greatest(', 'id', ', 1)', inTargets),
  'and and or': nested('(id = 1 AND (', 'true', ' OR id = 2))', inWhere),
  not: nested('NOT ', 'true', '', inWhere),
  'is null': nested('(', 'id', ' IS NULL)', inWhere),
  in: nested('(', 'true', ' IN (true, false))', inWhere),
  between: nested('(', 'true', ' BETWEEN true AND true)', inWhere),
  like: nested('(', 'city', " LIKE 'x')::text", inListOf("'x'")),
  collate: nested('(', 'city', ' COLLATE "C")', inTargets),
  subscripts: nested('', 'tags', '[1]', inTargets),
  'subscripts in subscripts': nested('(ARRAY[1])[', '1', ']', inTargets),
  fields: nested('(', 'customers', ').id', inTargets),
  'json objects': nested("JSON_OBJECT('a': ", 'id', ')', inTargets),
  'json arrays': nested('JSON_ARRAY(', 'id', ')', inTargets),
  'json paths': nested('', 'body', " -> 'a'", inTargets),
  xml: nested('xmlelement(name a, ', 'id', ')', inTargets),
  'grouping sets': nested('GROUPING SETS (', '(id)', ')', {
    around: 'SELECT 1 FROM customers GROUP BY %',
    between: ', ',
  }),
  'sorted calls': nested('lower(', 'city', ')', inSort),
  'scalar subqueries': nested('(SELECT ', 'customers.id', ')', inTargets),
  'scalar subqueries with FROM': nested('(SELECT ', 'customers.id', ' FROM products)', inTargets),
  'subqueries in FROM': nested('(SELECT * FROM ', 'customers', ') x', { ...inFrom, between: ' CROSS JOIN ' }),
  'subqueries in FROM, by name': nested('(SELECT id FROM ', 'customers', ') x', { ...inFrom, between: ' CROSS JOIN ' }),
  'lateral subqueries': nested(
    '(SELECT x.id FROM products CROSS JOIN LATERAL ',
    '(SELECT customers.id FROM customers) x',
    ') x',
    { ...inFrom, between: ' CROSS JOIN ' },
  ),
  exists: nested('EXISTS (SELECT 1 WHERE ', 'customers.id = 1', ')', inWhere),
  'exists with FROM': nested('EXISTS (SELECT 1 FROM products WHERE ', 'customers.id = 1', ')', inWhere),
  'exists with names': nested('EXISTS (SELECT 1 FROM products WHERE id = 1 AND ', 'customers.id = 1', ')', inWhere),
  'in a subquery': nested('id IN (SELECT 1 WHERE ', 'true', ')', inWhere),
  'array subqueries': nested('ARRAY(SELECT ', 'customers.id', ')', inTargets),
  joins: nested('(', 'customers c', ' CROSS JOIN products)', inFrom),
  'joins on': nested('(products JOIN ', 'customers c', ' ON true)', inFrom),
  'joins with names': nested('(products JOIN ', 'customers c', ' ON true) AS j', inFrom),
  'joins to the left': nested('', 'customers c', ' JOIN products ON c.id = 1', inFrom),
  unions: nested('(', 'SELECT id FROM customers', ' UNION SELECT 1)', alone),
  'unions to the left': nested('', 'SELECT id FROM customers', ' UNION ALL SELECT 1', alone),
  'unions to the right': nested('SELECT 1 UNION ALL (', 'SELECT id FROM customers', ')', alone),
  'unions of many columns': nested(
    '',
    'SELECT id, id, id, id, id, id, id, id, id FROM customers',
    ' UNION ALL SELECT 1, 1, 1, 1, 1, 1, 1, 1, 1',
    alone,
  ),
  with: nested('(WITH w AS ', '(SELECT id FROM customers)', ' SELECT * FROM w)', alone),
  'with in FROM': nested('(WITH w AS (SELECT 1) SELECT * FROM w, ', 'customers', ') x', inFrom),
  values: nested('(VALUES (', '1', '))', inTargets),
  windows: nested('rank() OVER (ORDER BY ', 'id', ')', inTargets),
  filters: nested('count(*) FILTER (WHERE ', 'id = 1', ')', inTargets),
  'sorts in aggregates': nested('string_agg(city, city ORDER BY ', 'id', ')', inTargets),
  'named arguments': nested('lower(x => ', 'city', ')', inTargets),
  'calls after a dot': nested('(', 'customers', ').lower', inTargets),
  'types with a size': nested('CAST(', 'city', ' AS varchar(10))', inTargets),
  'at time zone': nested('(', 'created_at', " AT TIME ZONE 'UTC')", inTargets),
  any: nested('(', 'true', ' = ANY (ARRAY[true]))', inWhere),
  distinct: nested('(', 'true', ' IS DISTINCT FROM true)', inWhere),
  'tests of truth': nested('(', 'true', ' IS TRUE)', inWhere),
};

/** By name, a text of about so many words in which each stands in itself so often. */
export const nestingTexts: Readonly<Record<string, (words: number, depth: number) => string>> = Object.fromEntries(
  Object.entries(constructs).map(([name, construct]) => [name, (words, depth) => textOf(construct, words, depth)]),
);

function textOf({ open, inner, close, around, between }: Construct, words: number, depth: number): string {
  const one = `${open.repeat(depth)}${inner}${close.repeat(depth)}`;
  const count = Math.max(1, Math.floor(words / wordsIn(one)));
  return around.replace('%', () => Array(count).fill(one).join(between));
}

/** A guess: each word of letters, each constant, each mark. */
function wordsIn(text: string): number {
  return text.match(/\w+|'[^']*'|"[^"]*"|::|=>|\|\||->|[^\s\w]/g)?.length ?? 1;
}

/** How deep a text may be nested at most. */
export function deepest(make: (words: number, depth: number) => string): number {
  let depth = 1;
  for (let step = 512; step >= 1; step /= 2) {
    if (nestingOf(make(1, depth + step)) <= defaultStatementLimits.nestingMax) depth += step;
  }
  return depth;
}
