import { family, reads, service } from '../application.js';

/** What people type in: full text, parts of words, documents, arrays. */
export const searching = family(
  'searching',
  reads(
    "SELECT sku, title, ts_rank_cd(search, q) AS rank FROM products, websearch_to_tsquery('english', 'thing -12') q WHERE search @@ q ORDER BY rank DESC, sku LIMIT 5",
  ),
  reads(
    "SELECT sku, ts_headline('english', description, to_tsquery('english', 'fine & thing')) FROM products WHERE search @@ to_tsquery('english', 'fine & thing') ORDER BY sku LIMIT 2",
  ),
  reads(
    "SELECT id, title FROM posts WHERE to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(body, '')) @@ plainto_tsquery('simple', 'post') ORDER BY id",
  ),
  reads(["SELECT id FROM users WHERE name ILIKE '%' || $1 || '%' ORDER BY id", ['ame 2']]),
  reads(['SELECT id FROM users WHERE city ILIKE $1 OR role ILIKE $1 ORDER BY id', ['%o%']]),
  reads(['SELECT id FROM users WHERE lower(name) LIKE lower($1) ORDER BY id', ['N%']]),
  reads("SELECT id FROM users WHERE city ~* '^(ber|osl)' ORDER BY id"),
  reads("SELECT id FROM users WHERE name SIMILAR TO '%(1|2)' ORDER BY id"),
  reads("SELECT id FROM users WHERE starts_with(city, 'R') ORDER BY id"),
  reads("SELECT id, regexp_replace(city, '[aeiou]', '*', 'g') FROM users ORDER BY id LIMIT 4"),
  reads("SELECT id, split_part(email, '@', 2) AS domain FROM users ORDER BY id LIMIT 4"),
  reads("SELECT split_part(email, '@', 2) AS domain, count(*) FROM users GROUP BY 1 ORDER BY 2 DESC"),
  reads("SELECT id FROM orders WHERE meta @> '{\"gift\": true}' AND meta ? 'channel' ORDER BY id"),
  reads("SELECT id, meta->'items' FROM orders WHERE meta->>'channel' = 'web' ORDER BY id LIMIT 5"),
  reads("SELECT id FROM orders WHERE meta @? '$.items ? (@ > 2)' ORDER BY id LIMIT 5"),
  reads("SELECT id FROM orders WHERE jsonb_path_exists(meta, '$.items ? (@ == 3)') ORDER BY id LIMIT 5"),
  reads('SELECT key, count(*) FROM orders, jsonb_each(meta) GROUP BY key ORDER BY key'),
  reads(
    "SELECT u.id, l.value FROM users u, jsonb_array_elements_text(u.settings->'langs') AS l(value) WHERE u.id < 4 ORDER BY 1, 2",
  ),
  reads("SELECT u.id, t FROM users u CROSS JOIN LATERAL unnest(u.tags) AS t WHERE t LIKE 't%' ORDER BY 1, 2"),
  reads('SELECT tag, count(*) FROM (SELECT unnest(tags) AS tag FROM users) x GROUP BY tag ORDER BY tag'),
  reads("SELECT id FROM users WHERE tags @> ARRAY['t1'] AND cardinality(tags) = 2 ORDER BY id"),
  reads("SELECT id, array_to_string(tags, ','), array_length(tags, 1), tags[1] FROM users ORDER BY id LIMIT 3"),
  reads(
    'SELECT x.* FROM orders o, jsonb_to_record(o.meta) AS x(channel text, gift boolean, items int) WHERE o.id < 4 ORDER BY o.id',
  ),
  reads("SELECT id, jsonb_set(settings, '{theme}', '\"x\"') - 'langs' AS s FROM users ORDER BY id LIMIT 2"),
  reads('SELECT jsonb_pretty(to_jsonb(o)) FROM (SELECT id, status FROM orders ORDER BY id LIMIT 1) o'),
  reads('SELECT row_to_json(t) FROM (SELECT id, city FROM users ORDER BY id LIMIT 2) t'),
  reads('SELECT json_agg(t) FROM (SELECT id, status FROM orders ORDER BY id LIMIT 2) t'),
  service("UPDATE users SET settings = jsonb_set(settings, '{theme}', '\"blue\"') WHERE id = 3 RETURNING settings"),
  service(
    "UPDATE users SET settings = settings || '{\"a\": 1}'::jsonb, tags = array_append(tags, 'new') WHERE id = 3 RETURNING settings, tags",
  ),
  service("UPDATE users SET tags = array_remove(tags, 'all') WHERE 'all' = ANY (tags)"),
  service("UPDATE orders SET meta = meta - 'gift' WHERE id IN (1, 2)"),
);
