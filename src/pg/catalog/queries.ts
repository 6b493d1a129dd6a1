/**
 * The statements that read a database's catalog. They run with an empty search_path, so that only pg_catalog is searched;
 * functions and relations are qualified all the same. They need no privilege, and work on PostgreSQL 13 to 18.
 * Docs: PostgreSQL "System Catalogs".
 */

export const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
export const commit = 'COMMIT';

export const server = `
  SELECT pg_catalog.current_setting('server_version_num') AS version, CURRENT_USER AS role`;

/** Temporary schemas belong to one session each, and are nobody else's business. */
export const schemas = `
  SELECT n.oid, n.nspname AS name
  FROM pg_catalog.pg_namespace n
  WHERE n.nspname !~ '^pg_(toast|temp_|toast_temp_)'`;

/** What an extension owns directly. Its array and row types depend on what they are made for instead. */
export const extensionMembers = `
  SELECT d.classid::pg_catalog.regclass::pg_catalog.text AS class, d.objid AS oid, e.extname AS extension
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
  WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'`;

/**
 * What is PostgreSQL's own is pinned: nothing is noted to depend on it. Before version 14 there are no multiranges, and no column
 * that names those of a range.
 */
export const types = `
  SELECT t.oid, t.typnamespace AS schema, t.typname AS name, t.typtype AS kind, t.typcategory AS category,
    CASE t.typtype
      WHEN 'r' THEN (SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid)
      WHEN 'm' THEN (SELECT r.rngtypid FROM pg_catalog.pg_range r
        WHERE (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::pg_catalog.oid = t.oid)
      ELSE t.typbasetype END AS base, CASE WHEN t.typlen = -1 THEN t.typelem ELSE 0 END AS element, t.typrelid AS relation,
    CASE WHEN t.typtype = 'd' THEN (
      SELECT pg_catalog.string_agg(COALESCE(o.oprcode::pg_catalog.oid, d.refobjid)::pg_catalog.text, ' ')
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid = k.oid
      LEFT JOIN pg_catalog.pg_operator o
        ON o.oid = d.refobjid AND d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
      WHERE k.contypid = t.oid
        AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)
    ) END AS checks,
    CASE WHEN t.typtype = 'd' AND t.typdefault IS NOT NULL THEN (
      SELECT pg_catalog.string_agg(COALESCE(o.oprcode::pg_catalog.oid, d.refobjid)::pg_catalog.text, ' ')
      FROM pg_catalog.pg_depend d
      LEFT JOIN pg_catalog.pg_operator o
        ON o.oid = d.refobjid AND d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
      WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid
        AND (d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
          OR d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            AND d.refobjid NOT IN (t.typinput, t.typoutput, t.typreceive, t.typsend, t.typanalyze))
    ) END AS fills
  FROM pg_catalog.pg_type t`;

/**
 * System views come without their definition: whether they may be read is decided by name, and printing all of them takes
 * longer than everything else together.
 */
export const relations = `
  SELECT c.oid, c.relnamespace AS schema, c.relname AS name, c.relkind AS kind,
    pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.relispartition AS partition, c.relrowsecurity AS security,
    c.relrowsecurity AND EXISTS (
      SELECT FROM pg_catalog.pg_policy p
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND d.objid = p.oid
      WHERE p.polrelid = c.oid
        AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)
    ) AS policies,
    COALESCE(c.reloptions::pg_catalog.text ~ 'check_option', false) AS checks,
    EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS triggers,
    EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN') AS rules,
    CASE WHEN c.relkind IN ('v', 'm') AND c.relnamespace NOT IN (
      SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname IN ('pg_catalog', 'information_schema'))
      THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition,
    (SELECT i.indkey FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
    (SELECT pg_catalog.concat_ws(' ',
        (SELECT pg_catalog.string_agg(k.number::pg_catalog.text, ' ') FROM pg_catalog.unnest(p.partattrs) AS k(number)
          WHERE k.number > 0),
        (SELECT pg_catalog.string_agg(DISTINCT v.found[1], ' ')
          FROM pg_catalog.regexp_matches(p.partexprs::pg_catalog.text, ':varattno ([0-9]+)', 'g') AS v(found)))
      FROM pg_catalog.pg_partitioned_table p WHERE p.partrelid = c.oid) AS partitioned
  FROM pg_catalog.pg_class c
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND c.relpersistence <> 't'`;

/** Index and relation have the same persistence; temporary ones are left out with their schema. */
export const indexes = `
  SELECT c.relnamespace AS schema, c.relname AS name, i.indrelid AS relation, i.indkey AS key,
    i.indpred IS NOT NULL AS partial
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid`;

/** Those that do something: CASCADE, SET NULL, SET DEFAULT. Which columns may be said of ON DELETE SET since PostgreSQL 15. */
export const cascades = `
  SELECT k.conrelid AS relation, k.confrelid AS referenced, k.confdeltype AS deletes, k.confupdtype AS updates,
    pg_catalog.array_to_string(k.conkey, ' ') AS columns, pg_catalog.array_to_string(k.confkey, ' ') AS key,
    k.conparentid <> 0 AS copy
  FROM pg_catalog.pg_constraint k
  WHERE k.contype = 'f' AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))`;

/** `a`: OWNED BY and serial; `i`: identity (PostgreSQL docs, pg_depend). */
export const ownedSequences = `
  SELECT d.objid AS sequence, d.refobjid AS owner
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')`;

/** A domain has a collation of its own; 100 is the database's. */
export const columns = `
  SELECT a.attrelid AS relation, a.attname AS name, a.attnum AS number, a.atttypid AS type, a.atttypmod AS modifier,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared, a.attnotnull AS required, a.atthasdef AS defaulted,
    a.attgenerated <> '' AS generated, a.attgenerated = 'v' AS virtual, a.attidentity <> '' AS identity,
    CASE WHEN a.attcollation <> CASE WHEN t.typtype = 'd' THEN 100 ELSE t.typcollation END THEN (
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(k.collname)
      FROM pg_catalog.pg_collation k JOIN pg_catalog.pg_namespace n ON n.oid = k.collnamespace
      WHERE k.oid = a.attcollation) END AS collation
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND c.relpersistence <> 't' AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attrelid, a.attnum`;

export const inheritance = `
  SELECT i.inhrelid AS child, i.inhparent AS parent
  FROM pg_catalog.pg_inherits i
  ORDER BY i.inhrelid, i.inhseqno`;

export const functions = `
  SELECT p.oid, p.pronamespace AS schema, p.proname AS name, p.prokind AS kind, p.proleakproof AS leakproof,
    p.provolatile AS volatility, p.prosecdef AS definer, p.proretset AS set, p.prorettype AS returns,
    p.proargtypes AS arguments, p.pronargdefaults AS defaults,
    CASE WHEN p.proargmodes IS NOT NULL THEN pg_catalog.array_to_json(p.proargmodes) END AS modes,
    CASE WHEN p.proargmodes IS NOT NULL THEN pg_catalog.array_to_json(p.proargnames) END AS names
  FROM pg_catalog.pg_proc p`;

export const operators = `
  SELECT o.oid, o.oprnamespace AS schema, o.oprname AS name, o.oprleft AS left, o.oprright AS right,
    COALESCE(p.proleakproof, false) AS leakproof
  FROM pg_catalog.pg_operator o
  LEFT JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode`;

/** A cast without a function either changes nothing (`b`), or prints and reads again (`i`): then those two count. */
export const casts = `
  SELECT c.castsource AS source, c.casttarget AS target, c.castfunc AS function, c.castcontext AS context,
    CASE c.castmethod
      WHEN 'f' THEN (SELECT p.proleakproof FROM pg_catalog.pg_proc p WHERE p.oid = c.castfunc)
      WHEN 'i' THEN (
        SELECT pg_catalog.bool_and(p.proleakproof) FROM pg_catalog.pg_proc p WHERE p.oid IN (
          (SELECT t.typoutput FROM pg_catalog.pg_type t WHERE t.oid = c.castsource),
          (SELECT t.typinput FROM pg_catalog.pg_type t WHERE t.oid = c.casttarget)))
      ELSE true END AS leakproof
  FROM pg_catalog.pg_cast c`;

/** What of a catalog's rows is no session's temporary thing, by the schema that they are in, or the relation that they are of. */
const notTemporary = "NOT IN (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^pg_(toast_)?temp_')";
const ofLasting = "NOT IN (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relpersistence = 't')";

/** Catalogs whose rows a snapshot is made of: what tells one row from another, and which of them it holds. */
const digested: readonly (readonly [relation: string, key: string, condition?: string])[] = [
  ['pg_namespace', 'oid', `oid ${notTemporary}`],
  ['pg_class', 'oid', "relpersistence <> 't'"],
  ['pg_attribute', "attrelid::pg_catalog.text || '/' || attnum::pg_catalog.text", `attrelid ${ofLasting}`],
  ['pg_type', 'oid', `typnamespace ${notTemporary}`],
  ['pg_constraint', 'oid', `contypid <> 0 AND connamespace ${notTemporary}`],
  ['pg_collation', 'oid'],
  ['pg_proc', 'oid', `pronamespace ${notTemporary}`],
  ['pg_operator', 'oid', `oprnamespace ${notTemporary}`],
  ['pg_cast', 'oid'],
  ['pg_rewrite', 'oid', `ev_class ${ofLasting}`],
  ['pg_trigger', 'oid', `tgrelid ${ofLasting}`],
  ['pg_policy', 'oid', `polrelid ${ofLasting}`],
  ['pg_inherits', "inhrelid::pg_catalog.text || '/' || inhparent::pg_catalog.text", `inhrelid ${ofLasting}`],
  ['pg_index', 'indexrelid', `indrelid ${ofLasting}`],
  ['pg_extension', 'oid'],
  [
    'pg_db_role_setting',
    "setdatabase::pg_catalog.text || '/' || setrole::pg_catalog.text",
    // The whole server's: what is set for other databases and roles is not what a session here begins with.
    `setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
      AND setrole IN (0, (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = SESSION_USER))`,
  ],
  [
    'pg_depend',
    "classid::pg_catalog.text || '/' || objid::pg_catalog.text || '/' || refobjid::pg_catalog.text",
    // Members of extensions, and sequences with the columns that own them.
    `deptype = 'e' OR (refobjsubid > 0 AND deptype IN ('a', 'i') AND refobjid ${ofLasting}
      AND objid IN (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relkind = 'S'))`,
  ],
];

/**
 * One text that differs after every change to what a snapshot holds, for some milliseconds of the server's time. A row's
 * xmin changes when the row does, and a removed row changes the sum.
 */
export const digest = `
  SELECT pg_catalog.string_agg(part, ' ') AS digest FROM (
    ${digested
      .map(
        ([relation, key, condition]) => `
    SELECT pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(
      pg_catalog.hashtextextended((${key})::pg_catalog.text || '@' || xmin::pg_catalog.text, 0)::pg_catalog.numeric)) AS part
    FROM pg_catalog.${relation}${condition === undefined ? '' : ` WHERE ${condition}`}`,
      )
      .join('\n    UNION ALL')}
  ) AS parts`;
