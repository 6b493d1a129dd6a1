import type { CatalogSnapshot } from '../../sql/index.js';

/** Names that the grammar reads as PostgreSQL's own because they are keywords, and since which version. */
const keywords = {
  function: new Map([['json_object', 160_000]]),
  type: new Map([['json', 170_000]]),
};

/**
 * The grammar here is that of the newest PostgreSQL: it reads `json_object(…)` and `x::json` as `pg_catalog.json_object(…)` and
 * `x::pg_catalog.json`. To an older one they are names like others, which can mean whatever the search_path finds.
 *
 * @returns the name that `parts` may stand for without a schema, or null.
 */
export function unqualifiedBefore(
  kind: 'function' | 'type',
  parts: readonly string[],
  { serverVersion }: CatalogSnapshot,
): string | null {
  const [schema, name] = parts;
  if (parts.length !== 2 || schema !== 'pg_catalog' || name === undefined) return null;
  const since = keywords[kind].get(name);
  return since !== undefined && serverVersion < since ? name : null;
}
