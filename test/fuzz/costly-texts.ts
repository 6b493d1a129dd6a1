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
  'join list': (n) => `SELECT 1 FROM ${rep(Math.min(n / 3, 950), (i) => `customers c${i}`)}`,
  'join list plain': (n) => `SELECT 1 FROM ${rep(Math.min(n / 3, 950), (i) => `products c${i}`)}`,
  'joins on': (n) =>
    `SELECT 1 FROM customers c ${rep(Math.min(n / 10, 900), (i) => `JOIN orders o${i} ON o${i}.customer_id = c.id`, ' ')}`,
  'joins using': (n) =>
    `SELECT 1 FROM customers c ${rep(Math.min(n / 7, 900), (i) => `JOIN orders o${i} USING (id)`, ' ')}`,
  'joins and refs': (n) => `SELECT ${rep(n / 8, (i) => `c${i % 300}.id`)} FROM ${rep(300, (i) => `customers c${i}`)}`,
  'unqualified refs over joins': (n) =>
    `SELECT ${rep((n - 900) / 2, () => `sku`)} FROM ${rep(300, (i) => `customers c${i}`)}, products`,
  natural: (n) => `SELECT 1 FROM customers ${rep(Math.min(n / 3, 900), () => `NATURAL JOIN customers`, ' ')}`,
  'union all': (n) => rep(Math.min(n / 5, 900), () => 'SELECT id FROM customers', ' UNION ALL '),
  'union tables': (n) => rep(Math.min(n / 3, 900), () => 'TABLE customers', ' UNION ALL '),
  'star unions': (n) => rep(Math.min(n / 5, 900), () => 'SELECT * FROM customers', ' UNION ALL '),
  stars: (n) => `SELECT ${rep(n / 2, () => '*')} FROM customers`,
  'stars over joins': () => `SELECT ${rep(150, () => '*')} FROM ${rep(300, (i) => `customers c${i}`)}`,
  ctes: (n) => `WITH ${rep(Math.min(n / 10, 900), (i) => `c${i} AS (SELECT id FROM customers)`)} SELECT 1 FROM c1`,
  'cte chain': (n) =>
    `WITH c0 AS (SELECT id FROM customers), ${rep(Math.min(n / 10, 900), (i) => `c${i + 1} AS (SELECT * FROM c${i})`)} SELECT 1 FROM c1`,
  'nested subselects': (n) =>
    rep(n / 600, () => `${'SELECT id FROM ('.repeat(120)}SELECT id FROM customers${') x'.repeat(120)}`, ' UNION ALL '),
  exists: (n) =>
    `SELECT 1 FROM customers c WHERE ${rep(Math.min(n / 18, 900), () => `EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)`, ' AND ')}`,
  'in sub': (n) =>
    `SELECT 1 FROM customers c WHERE ${rep(Math.min(n / 10, 900), () => `id IN (SELECT customer_id FROM orders)`, ' AND ')}`,
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
    `SELECT 1 FROM customers c ${rep(Math.min(n / 14, 900), (i) => `, LATERAL (SELECT id FROM orders WHERE customer_id = c.id) l${i}`, '')}`,
  'func from': (n) => `SELECT 1 FROM ${rep(Math.min(n / 8, 2000), (i) => `generate_series(1, 2) g${i}`)}`,
  view: (n) => `SELECT 1 FROM ${rep(Math.min(n / 3, 900), (i) => `customer_mail m${i}`)}`,
  'system columns': (n) => `SELECT ${rep(n / 4, () => 'c.ctid')} FROM customers c`,
  'system columns star': () => `SELECT c.ctid, ${rep(100, () => '*')} FROM customers c`,
  'column refs': (n) => `SELECT ${rep(n / 4, () => 'customers.id')} FROM customers`,
  indirection: (n) => `SELECT ${rep(n / 100, () => `tags${'[1]'.repeat(30)}`)} FROM products`,
  between: (n) => `SELECT 1 FROM customers WHERE ${rep(n / 6, () => 'id BETWEEN 1 AND 2', ' AND ')}`,
  like: (n) => `SELECT 1 FROM customers WHERE ${rep(n / 4, () => `city LIKE 'x'`, ' AND ')}`,
  comments: (n) => `SELECT 1 ${'/* x */'.repeat(n * 4)}`,
  statements: (n) => rep(Math.min(n / 5, 1000), () => 'SELECT id FROM customers', ';'),
  prepare: (n) => `PREPARE x AS SELECT id FROM customers WHERE id IN (${rep(n / 2, String)})`,
  names: (n) => `SELECT ${rep(n / 2, (i) => `"${'x'.repeat(60)}${i}"`)} FROM customers`,
  'op typed': (n) => `SELECT 1 FROM customers WHERE ${rep(n / 7, () => `id OPERATOR(pg_catalog.=) 1`, ' AND ')}`,
  xml: (n) => `SELECT xmlforest(${rep(n / 4, (i) => `id AS a${i}`)}) FROM customers`,
  distinct: (n) => `SELECT DISTINCT ON (${rep(n / 4, () => 'id')}) ${rep(n / 4, () => 'id')} FROM customers`,
};
