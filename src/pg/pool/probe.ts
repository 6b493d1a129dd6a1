import type { PinReason } from '../../enforce/index.js';
import { encodeQuery } from '../../pgwire/index.js';
import type { CarriedSettings } from './carried-settings.js';
import { literal } from './literal.js';

/**
 * Asks a server connection what a statement that nobody could read has left in it: the reason for which it has to stay with
 * its client, or NULL. Settings that are carried anyway are none. Those with a name of somebody's own no server lists: the
 * text of the functions that were called is looked at.
 */
export function probe(settings: CarriedSettings, functions: readonly string[]): Buffer {
  const carried = ['application_name', ...settings.values.keys()].map(literal).join(', ');
  const names = functions.length === 0 ? 'NULL' : functions.map(literal).join(', ');
  return encodeQuery(`SELECT CASE
    WHEN EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'advisory')
      THEN 'advisory_lock'
    WHEN EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname IN (${names}) AND prosrc ~* 'setseed|[[:<:]]seed[[:>:]]') THEN 'seed'
    WHEN EXISTS (SELECT FROM pg_catalog.pg_depend WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
      AND refobjid = pg_catalog.pg_my_temp_schema()) THEN 'temporary'
    WHEN EXISTS (SELECT FROM pg_catalog.pg_listening_channels()) THEN 'listen'
    WHEN EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE is_holdable) THEN 'cursor'
    WHEN EXISTS (SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql) THEN 'prepared'
    WHEN session_user <> current_user OR EXISTS (SELECT FROM pg_catalog.pg_settings
      WHERE source = 'session' AND pg_catalog.lower(name) <> ALL (ARRAY[${carried}]))
      OR EXISTS (SELECT FROM pg_catalog.pg_proc
        WHERE proname IN (${names}) AND prosrc ~* 'set_config|[[:<:]]set[[:>:]]|execute') THEN 'setting'
  END`);
}

const reasons: ReadonlySet<string> = new Set<PinReason>([
  'advisory_lock',
  'seed',
  'temporary',
  'listen',
  'cursor',
  'prepared',
  'setting',
]);

/** What was answered. */
export function probed(answers: { readonly sqlstate: string | null; readonly value: string | null }): PinReason | null {
  if (answers.sqlstate !== null) return 'unknown';
  if (answers.value === null) return null;
  return reasons.has(answers.value) ? (answers.value as PinReason) : 'unknown';
}
