import { reasons } from './reasons.js';

/**
 * Functions that go past the guard, of extensions that an operator may well trust (PostgreSQL 13 to 18, docs: "Additional Supplied Modules
 * and Extensions"; PostGIS and pg_cron, their manuals): they run SQL that a string holds, or read what a string names. They are
 * called where `functions` lists them one by one.
 */

/** Extensions all functions of which are such. */
const whole: ReadonlyMap<string, string> = reasons({
  'it runs SQL that a string holds': ['dblink', 'pg_cron'],
  'it reads or writes the server’s files': ['adminpack', 'file_fdw'],
  'it reads relations that a string names, hidden rows too': [
    'amcheck',
    'pageinspect',
    'pg_freespacemap',
    'pg_prewarm',
    'pg_surgery',
    'pg_visibility',
    'pgrowlocks',
    'pgstattuple',
  ],
  'it shows what others do, or did': [
    'pg_buffercache',
    'pg_logicalinspect',
    'pg_stat_statements',
    'pg_walinspect',
    'postgres_fdw',
  ],
});

const single: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'tablefunc',
    reasons({
      'it runs SQL that a string holds': ['connectby', 'crosstab', 'crosstab2', 'crosstab3', 'crosstab4'],
    }),
  ],
  ['xml2', reasons({ 'it runs SQL that a string holds': ['xpath_table'] })],
  [
    'postgis',
    reasons({
      'it reads relations that a string names, hidden rows too': [
        '_postgis_index_extent',
        '_postgis_join_selectivity',
        '_postgis_selectivity',
        '_postgis_stats',
        'find_srid',
        'st_estimatedextent',
        'st_findextent',
      ],
      'it changes relations that a string names': [
        'addgeometrycolumn',
        'dropgeometrycolumn',
        'dropgeometrytable',
        'populate_geometry_columns',
        'postgis_extensions_upgrade',
        'updategeometrysrid',
      ],
    }),
  ],
]);

/** Why a function of a trusted extension is called only where it is listed itself; undefined for the others. */
export function whyDeniedOf(extension: string, name: string): string | undefined {
  return whole.get(extension) ?? single.get(extension)?.get(name);
}
