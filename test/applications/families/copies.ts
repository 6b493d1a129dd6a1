import { family, reads, refusedFor, service } from '../application.js';

/** COPY out and in, as loaders and exports use it. What goes in follows the statement. */
export const copies = family(
  'COPY',
  reads('COPY (SELECT id, city, created_at FROM users WHERE deleted_at IS NULL ORDER BY id) TO STDOUT'),
  reads('COPY (SELECT id, email FROM users ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)'),
  reads('COPY (SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 1) TO STDOUT WITH (FORMAT binary)'),
  reads('COPY products (sku, title) TO STDOUT'),
  reads("COPY (SELECT * FROM metrics ORDER BY ts) TO STDOUT (DELIMITER ';', NULL 'NULL')"),
  service(
    { copy: 'COPY counters (key, value) FROM STDIN', data: 'a\t1\nb\t2\n' },
    "SELECT key, value FROM counters WHERE key IN ('a', 'b') ORDER BY key",
  ),
  service(
    { copy: 'COPY users (name, email) FROM STDIN WITH (FORMAT csv)', data: 'X,x@y.org\n' },
    "SELECT name FROM users WHERE email = 'x@y.org'",
  ),
  service(
    { copy: 'COPY products (sku, title, price) FROM STDIN CSV HEADER', data: 'sku,title,price\nz1,Z,5\n' },
    "SELECT title, price FROM products WHERE sku = 'z1'",
  ),
  service(
    'CREATE TEMP TABLE incoming (sku text, price numeric) ON COMMIT DROP',
    { copy: 'COPY incoming FROM STDIN', data: 'sku1\t7\nsku2\t8\n' },
    'UPDATE products p SET price = i.price FROM incoming i WHERE p.sku = i.sku',
    "SELECT sku, price FROM products WHERE sku IN ('sku1', 'sku2') ORDER BY sku",
  ),
  service(
    'CREATE TEMP TABLE incoming (sku text, title text) ON COMMIT DROP',
    { copy: 'COPY incoming FROM STDIN', data: 'sku1\tA\nn1\tB\n' },
    'INSERT INTO products (sku, title) SELECT sku, title FROM incoming ON CONFLICT (sku) DO UPDATE SET title = excluded.title',
    "SELECT sku, title FROM products WHERE sku IN ('sku1', 'n1') ORDER BY sku",
  ),
  refusedFor('mailer', { copy: 'COPY users (name, email) FROM STDIN', data: 'X\tx@y.org\n' }, /may not be written/),
  refusedFor('web', "COPY users TO '/tmp/users'", /COPY/),
);
