import type { ForwardableStatement } from '../../enforce/index.js';

/** Settings by which texts become values: see PostgreSQL docs, 19.11. */
const readingSettings: ReadonlySet<string> = new Set([
  'datestyle',
  'intervalstyle',
  'timezone',
  'timezone_abbreviations',
  'lc_monetary',
  'lc_numeric',
  'lc_time',
  'search_path',
  'xmloption',
  'default_text_search_config',
]);

/**
 * It changes how texts become values. What was tried out before the first row of a portal could raise for a later one then, which may
 * be hidden: such a portal does not go on.
 */
export function changesReading({ use }: ForwardableStatement): boolean {
  if (use === undefined) return false;
  return use.rollsBackPart || use.settings.some(({ name }) => name === null || readingSettings.has(name));
}
