// @ts-check
// The database that PostgreSQL's regression suite leaves behind, with canaries in everything that holds text.

import pg from 'pg';

/** Stands in every value that must not come back. No statement of the suite has it. */
export const canary = 'qz7canary';

/** @typedef {{ schema: string, name: string, kind: string, columns: { name: string, type: string, category: string, elements: string }[] }} Relation */

/** The relations that the suite made, with their columns. @param {pg.Client} client @returns {Promise<Relation[]>} */
export async function readRelations(client) {
  const { rows } = await client.query(`
    SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL),
        'category', t.typcategory, 'elements', e.typcategory, 'generated', a.attgenerated) ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem
    WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
    GROUP BY 1, 2, 3 ORDER BY 1, 2`);
  return rows;
}

/** Numbers, times and shapes pass; whatever can hold a text is protected. @param {{ category: string, elements: string }} column */
export function isProtected({ category, elements }) {
  return !'NBDTGV'.includes(category === 'A' ? elements : category);
}

/**
 * Writes the canary into every column that takes it, a row at a time where a constraint stands in the way.
 * @param {pg.Client} client
 * @param {readonly Relation[]} relations
 * @returns {Promise<{ columns: number, skipped: string[] }>} how many columns hold it; those with rows that don't take it
 */
export async function plant(client, relations) {
  await client.query("SET session_replication_role = replica; SET statement_timeout = '60s'");
  let columns = 0;
  /** @type {string[]} */
  const skipped = [];
  for (const { schema, name, kind, columns: all } of relations) {
    if (kind !== 'r' && kind !== 'p') continue;
    const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    for (const column of all) {
      const value = planted(column);
      if (value === null) continue;
      const target = pg.escapeIdentifier(column.name);
      // What is null stays so: NULL is part of what the suite tests.
      const update = `UPDATE ONLY ${table} SET ${target} = ${value(target)} WHERE ${target} IS NOT NULL`;
      const written = await client.query(kind === 'p' ? update.replace('ONLY ', '') : update).catch(() => null);
      if (written === null) skipped.push(`${schema}.${name}.${column.name}`);
      else if ((written.rowCount ?? 0) > 0) columns += 1;
    }
  }
  await client.query(`
    CREATE TABLE public.unlisted_secrets AS SELECT '${canary} unlisted' AS secret, 7 AS id;
    SELECT lo_from_bytea(424242, '${canary} large object');
    RESET session_replication_role`);
  for (const { schema, name } of relations.filter(({ kind }) => kind === 'm')) {
    await client
      .query(`REFRESH MATERIALIZED VIEW ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`)
      .catch(() => {});
  }
  await client.query('ANALYZE').catch(() => {});
  return { columns, skipped };
}

/** The SQL of a value with the canary in it. @param {{ type: string }} column @returns {((old: string) => string) | null} */
function planted({ type }) {
  switch (type) {
    case 'text':
    case 'character varying':
      return (old) => `left(${old}, 40) || '${canary}'`;
    case 'name':
      return (old) => `(left(${old}::text, 40) || '${canary}')::name`;
    case 'character':
      return () => `'${canary}'`;
    case 'text[]':
    case 'character varying[]':
      return (old) => `${old} || '${canary}'::text`;
    case 'json':
    case 'jsonb':
      return () => `'{"${canary}": "${canary}"}'`;
    case 'bytea':
      return (old) => `${old} || '${canary}'::bytea`;
    case 'tsvector':
      return (old) => `${old} || to_tsvector('simple', '${canary}')`;
    case 'xml':
      return () => `'<a>${canary}</a>'::xml`;
    default:
      return null;
  }
}

const lower = (/** @type {string} */ text) => text.toLowerCase();
const forms = [
  ...new Set(
    [canary, canary.toUpperCase()]
      .flatMap((word) => [word, [...word].reverse().join(''), ...encodings(word)])
      .map(lower),
  ),
];

/** @param {string} word */
function encodings(word) {
  const bytes = Buffer.from(word);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, 4 * Math.floor((bytes.length + shift) / 3)),
  );
  return [bytes.toString('hex'), ...base64, [...bytes].join(','), [...word].join(','), [...word].join('\0')];
}

/** Where a canary stands in what came back, in any of the forms that SQL can give it. @param {Buffer} bytes */
export function findCanary(bytes) {
  const text = bytes.toString('latin1').toLowerCase();
  for (const form of forms) {
    const at = text.indexOf(form);
    if (at >= 0) return at;
  }
  return -1;
}
