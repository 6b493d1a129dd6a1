import { type CatalogSnapshot, effectivePath, resolveRelation, type SearchPath } from '../../sql/index.js';
import { allowedAdministrationFunctions, allowedVolatileFunctions } from '../system/index.js';

/** Port: what is known of the names in a statement. */
export interface KnownNames {
  /** It stands for rows, with nothing of its own to run. */
  isPlainRelation(schema: string | null, name: string): boolean;
  /** `pure`: changes nothing. `volatile`: changes nothing that a connection keeps. `unknown`: may do anything. */
  functionKind(parts: readonly string[]): 'pure' | 'volatile' | 'unknown';
}

/** By a catalog: every function that the name can mean must be of the kind. */
export function namesOfCatalog(catalog: CatalogSnapshot, path: SearchPath): KnownNames {
  return {
    isPlainRelation: (schema, name) => {
      const kind = resolveRelation(catalog, path, schema, name)?.kind;
      return kind === 'r' || kind === 'p' || kind === 'm';
    },
    functionKind: (parts) => {
      const name = parts[parts.length - 1] ?? '';
      const schemas = parts.length > 1 ? [parts[parts.length - 2]] : effectivePath(path, catalog);
      const candidates = catalog.functionsNamed(name).filter(({ schema }) => schemas.includes(schema));
      if (candidates.length === 0) return 'unknown';
      if (candidates.some(({ schema, extension }) => schema !== 'pg_catalog' && !isKnown(extension))) return 'unknown';
      return candidates.some(({ volatility }) => volatility === 'v') ? 'volatile' : 'pure';
    },
  };
}

/** Extensions whose functions keep something in the connection: dblink's own connections, thresholds. */
const keepers = new Set(['dblink', 'pg_trgm', 'postgres_fdw', 'plperl', 'plperlu', 'plpython3u', 'pltcl', 'pltclu']);

function isKnown(extension: string | null): boolean {
  return extension !== null && !keepers.has(extension);
}

/** Without a catalog: relations are taken for what they are called, functions for PostgreSQL's own when they are well known. */
export const namesWithoutCatalog: KnownNames = {
  isPlainRelation: (schema) => schema === null || !/^(pg_|information_schema)/.test(schema),
  functionKind: (parts) => {
    if (parts.length > 2 || (parts.length === 2 && parts[0] !== 'pg_catalog')) return 'unknown';
    const name = parts[parts.length - 1] ?? '';
    if (wellKnown.has(name)) return 'pure';
    const isHarmless =
      allowedVolatileFunctions.has(name) || allowedAdministrationFunctions.has(name) || transient.has(name);
    return isHarmless ? 'volatile' : 'unknown';
  },
};

/** Volatile, and over with the transaction at the latest. */
const transient = new Set(
  `nextval setval pg_advisory_unlock pg_advisory_unlock_all pg_advisory_unlock_shared pg_advisory_xact_lock
  pg_advisory_xact_lock_shared pg_cancel_backend pg_current_wal_lsn pg_notify pg_sleep pg_sleep_for pg_sleep_until
  pg_terminate_backend pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared`.split(/\s+/),
);

/** Functions of pg_catalog that applications use daily, none of them volatile. */
const wellKnown = new Set(
  `abs age any_value array_agg array_append array_length array_position array_remove array_to_string avg bit_and bit_or
  bool_and bool_or btrim cardinality ceil ceiling char_length coalesce concat concat_ws convert_from convert_to count
  cume_dist date_part date_trunc decode dense_rank encode every exp extract first_value floor format greatest hashtext
  initcap int4 int8 json_agg json_build_array json_build_object json_object_agg jsonb_agg jsonb_array_elements
  jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
  jsonb_extract_path jsonb_extract_path_text jsonb_object_agg jsonb_object_keys jsonb_set jsonb_typeof lag last_value lead
  least left length like_escape ln log lower lpad ltrim make_date make_interval make_timestamptz max md5 min mod now
  nth_value ntile nullif octet_length overlay percent_rank percentile_cont percentile_disc plainto_tsquery position power
  quote_ident quote_literal rank regexp_match regexp_matches regexp_replace regexp_split_to_array repeat replace reverse
  right round row_number row_to_json rpad rtrim sign similar_to_escape split_part sqrt starts_with statement_timestamp
  stddev string_agg string_to_array strpos substr substring sum timezone to_char to_date to_json to_jsonb to_number
  to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim trunc ts_rank unnest upper variance version
  websearch_to_tsquery width_bucket`.split(/\s+/),
);
