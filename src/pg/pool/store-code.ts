import { encodeQuery } from '../../pgwire/index.js';

/** How old what is known may be before code runs that nobody has looked at: definitions change seldom. */
const KNOWN_MS = 10_000;

/**
 * What the code that a database holds may do behind a statement, as its text tells: whether it shows what a connection holds
 * prepared, and whether it sets how statements are read, as the transaction at hand goes on. Code that hides that (in
 * EXECUTE of a text that is put together, in C) is not found.
 */
export class StoreCode {
  #known: Known | null = null;
  #askedMs = 0;

  /** It is to be asked for before code runs. `nowMs` is of `performance.now`. */
  isStale(nowMs: number): boolean {
    return this.#known === null || nowMs - this.#askedMs > KNOWN_MS;
  }

  /** `value` is what `storeCodeQuestion` was answered with; null: nothing. */
  answered(value: string | null, nowMs: number): void {
    this.#known = value === null ? null : (JSON.parse(value) as Known);
    this.#askedMs = nowMs;
  }

  /** Definitions have changed. */
  forget(): void {
    this.#known = null;
  }

  /** Some of it may show what is prepared. What is not known may. */
  get mayList(): boolean {
    return this.#known === null || this.#known.routines || this.#known.relations.length > 0;
  }

  /** Some of it may set how statements are read. */
  get mayReadOtherwise(): boolean {
    return this.#known === null || this.#known.setters;
  }

  /** One of these uses of relations (`SelectStmt items`) is known to show what is prepared. */
  listsBy(uses: readonly string[]): boolean {
    const relations = this.#known?.relations;
    if (relations === undefined || relations.length === 0) return false;
    return uses.some((use) => relations.some((relation) => use.endsWith(relation)));
  }
}

interface Known {
  /** There are functions that show what is prepared. */
  readonly routines: boolean;
  /** Views that do, and whatever else hangs on such functions: triggers, policies, defaults. */
  readonly relations: readonly string[];
  readonly setters: boolean;
}

/** The function behind the view pg_prepared_statements, as trees of rules have it: of its OID. */
const calls = "':funcid 2510 '";

/** What PostgreSQL has of its own has lower OIDs (FirstNormalObjectId of transam.h). */
const firstNormal = 16_384;

/** What a value says depends on these when it is read. What `search_path` is, a server looks at again by itself. */
const readers =
  'datestyle|intervalstyle|timezone|time[[:space:]]+zone|array_nulls|xmloption|xml[[:space:]]+option|transform_null_equals|lc_monetary|standard_conforming_strings|backslash_quote';

/** Asks a database for it: one value. Without backslashes: what they mean in a constant is a setting. */
export const storeCodeQuestion = encodeQuery(`
  WITH RECURSIVE routines AS (
    SELECT oid FROM pg_catalog.pg_proc
    WHERE oid >= ${firstNormal} AND (prosrc ~* 'pg_prepared_statement' OR prosqlbody::pg_catalog.text ~ ${calls})
  ), owned (class, object, relation) AS (
    SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, oid, ev_class FROM pg_catalog.pg_rewrite
    UNION ALL SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, oid, tgrelid FROM pg_catalog.pg_trigger
    UNION ALL SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, oid, polrelid FROM pg_catalog.pg_policy
    UNION ALL SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, oid, adrelid FROM pg_catalog.pg_attrdef
    UNION ALL SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, oid, conrelid FROM pg_catalog.pg_constraint
  ), listing (class, object) AS (
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid FROM routines
    UNION SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_prepared_statements'::pg_catalog.regclass::pg_catalog.oid
    UNION SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, ev_class FROM pg_catalog.pg_rewrite
      WHERE oid >= ${firstNormal} AND ev_action::pg_catalog.text ~ ${calls}
    UNION SELECT CASE WHEN owned.relation IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::pg_catalog.regclass END,
      coalesce(owned.relation, d.objid)
    FROM listing JOIN pg_catalog.pg_depend d ON d.refclassid = listing.class AND d.refobjid = listing.object
      LEFT JOIN owned ON owned.class = d.classid AND owned.object = d.objid
    WHERE d.classid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_class'::pg_catalog.regclass) OR owned.class IS NOT NULL
  )
  SELECT pg_catalog.json_build_object(
    'routines', EXISTS (SELECT FROM listing WHERE class = 'pg_catalog.pg_proc'::pg_catalog.regclass),
    'relations', coalesce((SELECT pg_catalog.json_agg(c.relname) FROM listing JOIN pg_catalog.pg_class c ON c.oid = listing.object
      WHERE listing.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.relkind IN ('r', 'p', 'v', 'f')
        AND c.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace), '[]'),
    'setters', EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid >= ${firstNormal}
      AND prosrc ~* '([[:<:]]set[[:space:]]+(local[[:space:]]+|session[[:space:]]+)?|set_config[[:space:]]*[(][[:space:]]*'')(${readers})|set_config[[:space:]]*[(][[:space:]]*[^''[:space:]]'))::pg_catalog.text`);
