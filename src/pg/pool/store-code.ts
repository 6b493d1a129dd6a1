import { encodeQuery } from '../../pgwire/index.js';
import { firstOwnOid } from '../../sql/index.js';

/** How old what is known may be before code runs that nobody has looked at: definitions change seldom. */
const KNOWN_MS = 10_000;

/**
 * What the code that a database holds may do behind a statement, as its text tells: whether it shows what a connection holds
 * prepared, whether it sets how statements are read, as the transaction at hand goes on, and whether it asks for what `currval` and
 * `lastval` say. Code that hides that (in EXECUTE of a text that is put together, in C) is not found.
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
    return this.#known === null || this.#known.lister || this.#known.listing.length > 0;
  }

  /** Some of it may set how statements are read. */
  get mayReadOtherwise(): boolean {
    return this.#known === null || this.#known.setter;
  }

  /** Some of it may ask for what `currval` or `lastval` say. */
  get mayAskForSequences(): boolean {
    return this.#known === null || this.#known.asker;
  }

  /** One of these uses of relations (`SelectStmt items`) is known to show what is prepared. */
  listsBy(uses: readonly string[]): boolean {
    return isOneOf(this.#known?.listing, uses);
  }

  /** One of them is known to set how statements are read. */
  setsBy(uses: readonly string[]): boolean {
    return isOneOf(this.#known?.setting, uses);
  }
}

function isOneOf(relations: readonly string[] | undefined, uses: readonly string[]): boolean {
  if (relations === undefined || relations.length === 0) return false;
  return uses.some((use) => relations.some((relation) => use.endsWith(relation)));
}

interface Known {
  /** There are functions that show what is prepared; and relations: views that do, and what has such triggers, policies, defaults. */
  readonly lister: boolean;
  readonly listing: readonly string[];
  /** The same for what sets how statements are read. */
  readonly setter: boolean;
  readonly setting: readonly string[];
  /** Something asks what the connection knows of sequences. */
  readonly asker: boolean;
}

/** The function behind the view pg_prepared_statements, as trees of rules have it: of its OID. */
const calls = "':funcid 2510 '";

/** The functions `currval` and `lastval`, the same. */
const asks = "':funcid (1575|2559) '";

/** What a value says depends on these when it is read. What `search_path` is, a server looks at again by itself. */
const readers =
  'datestyle|intervalstyle|timezone|time[[:space:]]+zone|array_nulls|xmloption|xml[[:space:]]+option|transform_null_equals|lc_monetary|standard_conforming_strings|backslash_quote';

/** In lower case: SET, set_config of a constant's name, a SET in EXECUTE; set_config of any name. */
const setting = `([[:<:]]set[[:space:]]+(local[[:space:]]+|session[[:space:]]+)?|set_config[[:space:]]*[(][[:space:]]*''|''set[[:space:]]+(local[[:space:]]+)?)(${readers})|set_config[[:space:]]*[(][[:space:]]*[^''[:space:]]`;

const classOf = (catalog: string): string => `'pg_catalog.${catalog}'::pg_catalog.regclass`;

/** What belongs to a relation, as pg_depend has it, and whose it is. */
const owned = [
  ['pg_rewrite', 'ev_class'],
  ['pg_trigger', 'tgrelid'],
  ['pg_policy', 'polrelid'],
  ['pg_attrdef', 'adrelid'],
  ['pg_constraint', 'conrelid'],
].map(([catalog, relation]) => `SELECT ${classOf(catalog as string)}, oid, ${relation} FROM pg_catalog.${catalog}`);

/**
 * Asks a database for it: one value. Found is what says so itself, what is built over that, and functions whose text names one that
 * was found. Without backslashes: what they mean in a constant is a setting.
 */
export const storeCodeQuestion = encodeQuery(`
  WITH RECURSIVE own AS (
    SELECT oid, pg_catalog.lower(proname::pg_catalog.text) AS name, pg_catalog.lower(prosrc) AS source,
      prosqlbody::pg_catalog.text AS body FROM pg_catalog.pg_proc WHERE oid >= ${firstOwnOid}
  ), owned (class, object, relation) AS (${owned.join(' UNION ALL ')}),
  found (how, class, object) AS ((
    SELECT 'lists', ${classOf('pg_proc')}, oid FROM own WHERE source ~ 'pg_prepared_statement' OR body ~ ${calls}
    UNION ALL SELECT 'lists', ${classOf('pg_class')}, ${classOf('pg_prepared_statements')}::pg_catalog.oid
    UNION ALL SELECT 'lists', ${classOf('pg_class')}, ev_class FROM pg_catalog.pg_rewrite
      WHERE oid >= ${firstOwnOid} AND ev_action::pg_catalog.text ~ ${calls}
    UNION ALL SELECT 'sets', ${classOf('pg_proc')}, oid FROM own WHERE source ~ '${setting}'
  ) UNION
    SELECT found.how, built.class, built.object FROM found CROSS JOIN LATERAL (
      SELECT CASE WHEN owned.relation IS NULL THEN d.classid ELSE ${classOf('pg_class')} END, coalesce(owned.relation, d.objid)
        FROM pg_catalog.pg_depend d LEFT JOIN owned ON owned.class = d.classid AND owned.object = d.objid
        WHERE d.refclassid = found.class AND d.refobjid = found.object
          AND (d.classid IN (${classOf('pg_proc')}, ${classOf('pg_class')}) OR owned.class IS NOT NULL)
      UNION ALL
      SELECT ${classOf('pg_proc')}, caller.oid FROM own called JOIN own caller ON pg_catalog.strpos(caller.source, called.name) > 0
        WHERE found.class = ${classOf('pg_proc')} AND called.oid = found.object
    ) AS built (class, object)
  ), relations AS (
    SELECT found.how, c.relname FROM found JOIN pg_catalog.pg_class c ON c.oid = found.object
    WHERE found.class = ${classOf('pg_class')} AND c.relkind IN ('r', 'p', 'v', 'f') AND c.oid >= ${firstOwnOid}
  )
  SELECT pg_catalog.json_build_object(
    'lister', EXISTS (SELECT FROM found WHERE how = 'lists' AND class = ${classOf('pg_proc')}),
    'listing', coalesce((SELECT pg_catalog.json_agg(relname) FROM relations WHERE how = 'lists'), '[]'),
    'setter', EXISTS (SELECT FROM found WHERE how = 'sets'),
    'setting', coalesce((SELECT pg_catalog.json_agg(relname) FROM relations WHERE how = 'sets'), '[]'),
    'asker', EXISTS (SELECT FROM own WHERE source ~ 'currval|lastval' OR body ~ ${asks})
      OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE oid >= ${firstOwnOid} AND ev_action::pg_catalog.text ~ ${asks})
      OR EXISTS (SELECT FROM pg_catalog.pg_attrdef WHERE adbin::pg_catalog.text ~ ${asks})
      OR EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgqual::pg_catalog.text ~ ${asks})
      OR EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polqual::pg_catalog.text ~ ${asks} OR polwithcheck::pg_catalog.text ~ ${asks})
  )::pg_catalog.text`);
