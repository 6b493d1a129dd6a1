/* Words are what `Tokens` counts: names, constants, marks. */
const rep = (n: number, f: (at: number) => string, sep = ', ') => Array.from({ length: n }, (_, i) => f(i)).join(sep);
/** Texts of about so many words, by what is odd about them. Each was slow once, or could be. */
export const costlyTexts: Readonly<Record<string, (words: number) => string>> = {
  'in list': (n) => `SELECT id FROM customers WHERE id IN (${rep(n / 2, String)})`,
  'in list of strings': (n) => `SELECT id FROM customers WHERE city IN (${rep(n / 2, (i) => `'c${i}'`)})`,
  values: (n) => `VALUES ${rep(n / 4, (i) => `(${i})`)}`,
  'insert values': (n) => `INSERT INTO products (sku, title) VALUES ${rep(n / 6, (i) => `('${i}', 'x')`)}`,
  'and chain': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 4, (i) => `id = ${i}`, ' AND ')}`,
  'or chain': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 4, (i) => `id = ${i}`, ' OR ')}`,
  'or chain city': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 4, (i) => `city = 'x${i}'`, ' OR ')}`,
  'and chain hazard': (n) =>
    `SELECT 1 FROM customers WHERE city ~ 'x' AND ${rep(n / 4, (i) => `city = 'x${i}'`, ' AND ')}`,
  'plus chain x': (n) => `SELECT ${rep(n / 1000, () => rep(450, () => 'id', ' + '))} FROM customers`,
  targets: (n) => `SELECT ${rep(Math.min(n / 2, 1600), () => `id`)} FROM customers`,
  'target calls': (n) => `SELECT ${rep(n / 5, () => `lower(city)`)} FROM customers`,
  case: (n) => `SELECT CASE ${rep(n / 6, (i) => `WHEN id = ${i} THEN ${i}`, ' ')} END FROM customers`,
  'nested case': (n) =>
    rep(
      n / 600,
      () => `SELECT ${'CASE WHEN id = 1 THEN 1 ELSE '.repeat(60)}1${' END'.repeat(60)} FROM customers`,
      ' UNION ALL ',
    ),
  'nested calls': (n) =>
    `SELECT 1 FROM customers WHERE ${rep(n / 185, () => `${'lower('.repeat(60)}city${')'.repeat(60)} = 'x'`, ' AND ')}`,
  casts: (n) => `SELECT ${rep(n / 60, () => `id${'::bigint'.repeat(20)}`)} FROM customers`,
  'join list': (n) => `SELECT 1 FROM ${rep(Math.min(n / 3, 249), (i) => `customers c${i}`)}`,
  'join list plain': (n) => `SELECT 1 FROM ${rep(Math.min(n / 3, 249), (i) => `products c${i}`)}`,
  'joins on': (n) =>
    `SELECT 1 FROM customers c ${rep(Math.min(n / 10, 240), (i) => `JOIN orders o${i} ON o${i}.customer_id = c.id`, ' ')}`,
  'joins using': (n) =>
    `SELECT 1 FROM customers c ${rep(Math.min(n / 7, 240), (i) => `JOIN orders o${i} USING (id)`, ' ')}`,
  'joins and refs': (n) => `SELECT ${rep(n / 8, (i) => `c${i % 240}.id`)} FROM ${rep(240, (i) => `customers c${i}`)}`,
  'unqualified refs over joins': (n) =>
    `SELECT ${rep((n - 900) / 2, () => `sku`)} FROM ${rep(240, (i) => `customers c${i}`)}, products`,
  natural: (n) => `SELECT 1 FROM customers ${rep(Math.min(n / 3, 249), () => `NATURAL JOIN customers`, ' ')}`,
  'union all': (n) => rep(Math.min(n / 5, 249), () => 'SELECT id FROM customers', ' UNION ALL '),
  'union tables': (n) => rep(Math.min(n / 3, 249), () => 'TABLE customers', ' UNION ALL '),
  'star unions': (n) => rep(Math.min(n / 5, 249), () => 'SELECT * FROM customers', ' UNION ALL '),
  stars: (n) => `SELECT ${rep(n / 2, () => '*')} FROM customers`,
  'stars over joins': () => `SELECT ${rep(150, () => '*')} FROM ${rep(240, (i) => `customers c${i}`)}`,
  ctes: (n) => `WITH ${rep(Math.min(n / 10, 240), (i) => `c${i} AS (SELECT id FROM customers)`)} SELECT 1 FROM c1`,
  'cte chain': (n) =>
    `WITH c0 AS (SELECT id FROM customers), ${rep(Math.min(n / 10, 240), (i) => `c${i + 1} AS (SELECT * FROM c${i})`)} SELECT 1 FROM c1`,
  'nested subselects': (n) =>
    rep(n / 600, () => `${'SELECT id FROM ('.repeat(120)}SELECT id FROM customers${') x'.repeat(120)}`, ' UNION ALL '),
  exists: (n) =>
    `SELECT 1 FROM customers c WHERE ${rep(Math.min(n / 18, 249), () => `EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)`, ' AND ')}`,
  'in sub': (n) =>
    `SELECT 1 FROM customers c WHERE ${rep(Math.min(n / 10, 240), () => `id IN (SELECT customer_id FROM orders)`, ' AND ')}`,
  'nested exists': (n) =>
    rep(
      n / 2200,
      () =>
        `SELECT 1 FROM customers c WHERE ` +
        'EXISTS (SELECT 1 FROM orders WHERE id = 1 AND '.repeat(150) +
        'true' +
        ')'.repeat(150),
      ' UNION ALL ',
    ),
  'nested exists refs': (n) =>
    `SELECT 1 FROM customers c0 WHERE ` +
    rep(
      160,
      (i) =>
        `EXISTS (SELECT 1 FROM orders o${i} WHERE ${rep(Math.floor(n / 160 / 4) - 4, () => 'c0.id = 1', ' AND ')} AND `,
      '',
    ) +
    'true' +
    ')'.repeat(160),
  arrays: (n) => `SELECT ARRAY[${rep(n / 2, String)}]`,
  params: (n) => `SELECT 1 FROM customers WHERE id IN (${rep(n / 2, (i) => `$${i + 1}`)})`,
  'param same': (n) => `SELECT ${rep(n / 2, () => '$1')} FROM customers`,
  'id = each': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 4, (i) => `id = $${i + 1}`, ' OR ')}`,
  'id = each str': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 4, (i) => `id = ' ${i}'`, ' OR ')}`,
  'id = each cast': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 6, (i) => `id = ${i}::bigint`, ' OR ')}`,
  'long string': (n) => `SELECT '${'x'.repeat(n * 30)}'`,
  'many strings': (n) => `SELECT ${rep(n / 2, () => `'${'x'.repeat(50)}'`)}`,
  sort: (n) => `SELECT id FROM customers ORDER BY ${rep(n / 2, () => 'id')}`,
  group: (n) => `SELECT count(*) FROM customers GROUP BY ${rep(n / 2, () => 'id')}`,
  'group targets': (n) => `SELECT ${rep(n / 4, () => 'id')} FROM customers GROUP BY ${rep(n / 4, () => 'id')}`,
  'group sort targets by name': (n) =>
    `SELECT ${rep(n / 8, (i) => `id AS x${i}`)} FROM customers ORDER BY ${rep(n / 4, (i) => `x${i}`)}`,
  windows: (n) => `SELECT ${rep(n / 13, () => 'rank() OVER (PARTITION BY id ORDER BY city)')} FROM customers`,
  'window named': (n) => `SELECT 1 FROM customers WINDOW ${rep(n / 8, (i) => `w${i} AS (ORDER BY id)`)}`,
  'coalesce nest': (n) =>
    `SELECT ${rep(n / 1000, () => `${'coalesce('.repeat(200)}id${', 1)'.repeat(200)}`)} FROM customers`,
  'coalesce wide': (n) => `SELECT coalesce(${rep(n / 2, () => 'id')}) FROM customers`,
  'coalesce in where': (n) =>
    `SELECT 1 FROM customers WHERE ${rep(n / 900, () => `${'coalesce('.repeat(200)}id${', 1)'.repeat(200)} = 1`, ' AND ')}`,
  'case in where': (n) =>
    `SELECT 1 FROM customers WHERE ${rep(n / 500, () => `${'CASE WHEN true THEN '.repeat(60)}id${' ELSE 1 END'.repeat(60)} = 1`, ' AND ')}`,
  not: (n) => `SELECT 1 FROM customers WHERE ${rep(n / 500, () => `${'NOT '.repeat(400)}true`, ' AND ')}`,
  'nested and/or': (n) =>
    `SELECT 1 FROM customers WHERE ${rep(n / 1000, () => `${'(id = 1 AND (id = 2 OR '.repeat(60)}true${'))'.repeat(60)}`, ' AND ')}`,
  rows: (n) => `SELECT ${rep(n / 6, () => 'ROW(id, 1)')} FROM customers`,
  json: (n) => `SELECT JSON_OBJECT(${rep(n / 4, (i) => `'a${i}': id`)}) FROM customers`,
  jsonb: (n) => `SELECT ${rep(n / 4, () => `to_jsonb(id)`)} FROM customers`,
  'update set': (n) => `UPDATE customers SET ${rep(n / 4, () => `balance = 1`)} WHERE id = 1`,
  'update where': (n) => `UPDATE customers SET balance = 1 WHERE ${rep(n / 4, (i) => `id = ${i}`, ' OR ')}`,
  'update where hazard': (n) => `UPDATE customers SET balance = 1 WHERE ${rep(n / 6, (i) => `1 / id = ${i}`, ' AND ')}`,
  'grouping sets': (n) => `SELECT 1 FROM customers GROUP BY GROUPING SETS (${rep(n / 4, () => '(id)')})`,
  lateral: (n) =>
    `SELECT 1 FROM customers c ${rep(Math.min(n / 14, 240), (i) => `, LATERAL (SELECT id FROM orders WHERE customer_id = c.id) l${i}`, '')}`,
  'func from': (n) => `SELECT 1 FROM ${rep(Math.min(n / 8, 2000), (i) => `generate_series(1, 2) g${i}`)}`,
  view: (n) => `SELECT 1 FROM ${rep(Math.min(n / 3, 249), (i) => `customer_mail m${i}`)}`,
  'system columns': (n) => `SELECT ${rep(n / 4, () => 'c.ctid')} FROM customers c`,
  'system columns star': () => `SELECT c.ctid, ${rep(100, () => '*')} FROM customers c`,
  'column refs': (n) => `SELECT ${rep(n / 4, () => 'customers.id')} FROM customers`,
  indirection: (n) => `SELECT ${rep(n / 100, () => `tags${'[1]'.repeat(30)}`)} FROM products`,
  between: (n) => `SELECT 1 FROM customers WHERE ${rep(n / 6, () => 'id BETWEEN 1 AND 2', ' AND ')}`,
  like: (n) => `SELECT 1 FROM customers WHERE ${rep(n / 4, () => `city LIKE 'x'`, ' AND ')}`,
  comments: (n) => `SELECT 1 ${'/* x */'.repeat(n * 4)}`,
  statements: (n) => rep(Math.min(n / 5, 160), () => 'SELECT id FROM customers', ';'),
  prepare: (n) => `PREPARE x AS SELECT id FROM customers WHERE id IN (${rep(n / 2, String)})`,
  names: (n) => `SELECT ${rep(n / 2, (i) => `"${'x'.repeat(60)}${i}"`)} FROM customers`,
  'op typed': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 7, () => `id OPERATOR(pg_catalog.=) 1`, ' AND ')}`,
  xml: (n) => `SELECT xmlforest(${rep(n / 4, (i) => `id AS a${i}`)}) FROM customers`,
  'refs to the last of many': (n) =>
    `SELECT ${rep((n - 1000) / 2, () => 'sku')} FROM ${rep(249, (i) => `orders o${i}`)}, products`,
  'many ctes in FROM': (n) =>
    `WITH w AS (SELECT id AS y FROM customers) SELECT ${rep(n / 4, () => 'y')} FROM ${rep(n / 6, (i) => `w w${i}`)}`,
  'many subqueries in FROM': (n) =>
    `SELECT ${rep(n / 4, () => 'y')} FROM ${rep(n / 12, (i) => `(SELECT 1 AS y) w${i}`)}`,
  'many functions in FROM': (n) =>
    `SELECT ${rep(n / 4, () => 'id')} FROM ${rep(n / 16, (i) => `generate_series(1, 2) g${i}`)}, customers`,
  'many records in FROM': (n) =>
    `SELECT ${rep(n / 4, () => 'y')} FROM ${rep(n / 28, (i) => `json_to_record('{}') AS g${i}(y${i} int)`)}, customers`,
  'many aliases': (n) => `SELECT 1 FROM ${rep(Math.min(n / 8, 249), (i) => `customers c${i}(a, b)`)}`,
  'stars over many': (n) => `SELECT ${rep(n / 10, (i) => `c${i % 200}.*`)} FROM ${rep(200, (i) => `customers c${i}`)}`,
  'star unions of a cte': (n) =>
    `WITH w AS (SELECT * FROM ${rep(100, (i) => `customers c${i}`)}) ${rep(Math.min(n / 6, 900), () => 'SELECT * FROM w', ' UNION ALL ')}`,
  'star subqueries of a cte': (n) =>
    `WITH w AS (SELECT * FROM ${rep(100, (i) => `customers c${i}`)}) ${rep(n / 700, () => `${'SELECT * FROM ('.repeat(100)}SELECT * FROM w${') x'.repeat(100)}`, ' UNION ALL ')}`,
  'group by keys': (n) =>
    `SELECT ${rep(n / 8, (i) => `c${i % 240}.city`)} FROM ${rep(240, (i) => `customers c${i}`)} GROUP BY ${rep(240, (i) => `c${i}.id`)}`,
  'group by a key, nested': (n) =>
    `${'SELECT id, (SELECT 1 FROM (VALUES (1)) v WHERE true AND EXISTS ('.repeat(1)}SELECT ${rep(n / 8, () => 'c.city')} FROM customers c GROUP BY c.id)) FROM customers`,
  'sums in subqueries': (n) =>
    `SELECT ${rep(n / 14, (i) => `(SELECT max(o${i}.total) FROM products o${i})`)} FROM customers`,
  'sums of what is around': (n) =>
    `SELECT ${rep(n / 14, () => '(SELECT max(c.id + o.price) FROM products o)')} FROM customers c`,
  'names in with': (n) =>
    `WITH ${rep(n / 9, (i) => `c${i} AS (SELECT 1)`)} SELECT 1 FROM ${rep(n / 90, (i) => `c${i}`)}`,
  'with within with': (n) => {
    const many = rep(n / 14, (i) => `c${i} AS (SELECT 1)`);
    return `WITH ${many} ${'SELECT * FROM (WITH d AS (SELECT 1) '.repeat(60)}SELECT 1${') x'.repeat(60)}`;
  },
  'joins using many': (n) => `SELECT 1 FROM customers c JOIN customers d USING (${rep(n / 2, () => 'id')})`,
  'aliased joins': (n) =>
    `SELECT 1 FROM ${rep(Math.min(n / 14, 124), (i) => `(customers JOIN orders ON true) AS j${i}`)} WHERE ${rep(n / 4, () => 'city', " = 'x' AND ")} = 'y'`,
  'casts to many types': (n) =>
    `SELECT ${rep(n / 4, (i) => `id::${['int8', 'text', 'numeric', 'float8'][i % 4]}`)} FROM customers`,
  'fields of rows': (n) => `SELECT ${rep(n / 6, () => '(c).city')} FROM customers c`,
  'calls of names': (n) => `SELECT ${rep(n / 5, () => 'city(c)')} FROM customers c`,
  'calls unknown': (n) => `SELECT ${rep(n / 5, () => 'nothing(c)')} FROM customers c`,
  'settings read': (n) => `SELECT ${rep(n / 5, () => `current_setting('TimeZone')`)}`,
  'path of many': (n) => `SET search_path = ${rep(n / 2, (i) => `s${i}`)}`,
  'path of one, again': (n) => `SET search_path = ${rep(n / 2, () => 'public')}`,
  'paths, many': () => rep(125, (i) => `SET search_path = s${i}, public; SELECT id FROM customers`, ';'),
  'prepared, many': () => rep(160, (i) => `PREPARE p${i} AS SELECT id FROM customers`, ';'),
  'cursors, many': () => rep(160, (i) => `DECLARE p${i} CURSOR FOR SELECT id FROM customers`, ';'),
  'delete by many': (n) => `DELETE FROM customers WHERE ${rep(n / 4, (i) => `id = ${i}`, ' OR ')}`,
  'updates in with': (n) =>
    `WITH ${rep(Math.min(n / 14, 240), (i) => `u${i} AS (UPDATE products SET price = 1 WHERE sku = 'a')`)} SELECT 1`,
  'insert select': (n) =>
    `INSERT INTO products (sku) SELECT sku FROM products WHERE ${rep(n / 4, (i) => `price = ${i}`, ' OR ')}`,
  'insert rows of calls': (n) => `INSERT INTO products (sku) VALUES ${rep(n / 7, () => `(lower('x'))`)}`,
  'update by case': (n) =>
    `UPDATE products SET price = CASE sku ${rep(n / 5, (i) => `WHEN '${i}' THEN ${i}`, ' ')} END`,
  'update from': (n) =>
    `UPDATE products SET price = 1 FROM ${rep(Math.min(n / 6, 240), (i) => `orders o${i}`)} WHERE ${rep(n / 4, () => `o1.id`, ' = 1 AND ')} = 1`,
  'dollar quotes': (n) => `SELECT ${rep(n / 2, (i) => `$a${i}$x$a${i}$`)}`,
  'unfinished dollar quotes': (n) => `SELECT ${rep(n / 2, (i) => `$a${i}$`, ' ')}`,
  'escape strings': (n) => `SELECT ${rep(n / 2, () => "E'\\n'")}`,
  'letters of other scripts': (n) =>
    `SELECT ${rep(n / 2, (i) => `'${'é漢'.repeat(20)}${i}'`)}, ${rep(10, (i) => `é${i}`)} FROM customers`,
  'comments between': (n) => `SELECT ${rep(n / 2, (i) => `/* ${'x'.repeat(40)} */ ${i}`)}`,
  'json paths in strings': (n) => `SELECT ${rep(n / 4, () => `to_jsonb(id) -> '$.a[*].b'`)} FROM customers`,
  'rows in': (n) => `SELECT 1 FROM customers WHERE (id, city) IN (${rep(n / 6, (i) => `(${i}, 'x')`)})`,
  'any of an array': (n) => `SELECT 1 FROM customers WHERE id = ANY (ARRAY[${rep(n / 2, String)}])`,
  'emails looked for': (n) => `SELECT 1 FROM customers WHERE email IN (${rep(n / 2, (i) => `'a${i}@b.c'`)})`,
  'emails compared': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 4, (i) => `email = 'a${i}@b.c'`, ' OR ')}`,
  'emails joined': (n) =>
    `SELECT 1 FROM customers c ${rep(Math.min(n / 12, 240), (i) => `JOIN customers d${i} ON d${i}.email = c.email`, ' ')}`,
  distinct: (n) => `SELECT DISTINCT ON (${rep(n / 4, () => 'id')}) ${rep(n / 4, () => 'id')} FROM customers`,
};
