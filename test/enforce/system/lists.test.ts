import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deniedFunctionReasons } from '../../../src/enforce/system/denied-functions.js';
import {
  allowedAdministrationFunctions,
  allowedVolatileFunctions,
  catalogReductions,
  closedCatalogRelations,
  closedInformationSchemaRelations,
  deniedFunctions,
  isOpenSystemRelation,
  isReadableParameter,
  isSettable,
  openCatalogRelations,
  pinnedParameters,
  sequenceFunctions,
  settingReaders,
  settingWriters,
  sizeFunctions,
} from '../../../src/enforce/system/index.js';
import { settableParameters, unreadableParameters } from '../../../src/enforce/system/parameters.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

async function names(query: string): Promise<readonly string[]> {
  const { rows } = await database.query(query);
  return rows.map((row: { name: string }) => row.name);
}

describe('functions of the running server', () => {
  test('each volatile one was thought about, once', async () => {
    const volatile = await names(
      "SELECT DISTINCT proname AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND provolatile = 'v'",
    );
    expect(volatile.length).toBeGreaterThan(200);
    expect(volatile.filter((name) => !allowedVolatileFunctions.has(name) && !deniedFunctions.has(name))).toEqual([]);
    expect(volatile.filter((name) => allowedVolatileFunctions.has(name) && deniedFunctions.has(name))).toEqual([]);
  });

  test('each one that administers was thought about by name, once', async () => {
    const administering = await names(
      "SELECT DISTINCT proname AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname LIKE 'pg\\_%'" +
        // What takes or gives `internal` can't be called, and the input functions of these types always fail.
        " AND NOT 'internal'::regtype = ANY (proargtypes) AND proname !~ '^pg_(ddl_command|dependencies|mcv_list|ndistinct|node_tree)_(in|out|send)$'",
    );
    const everyList = [allowedAdministrationFunctions, allowedVolatileFunctions, deniedFunctionReasons];
    const families = /^pg_(stat_get|event_trigger)_/;
    expect(administering.length).toBeGreaterThan(250);
    expect(
      administering.filter(
        (name) =>
          everyList.filter((list) => list.has(name)).length !==
          (families.test(name) && !sizeFunctions.has(name) ? 0 : 1),
      ),
    ).toEqual([]);
  });

  test('each one that takes a relation’s or a cursor’s name, or a statement, was thought about', async () => {
    const suspicious = await names(
      `SELECT DISTINCT proname AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND (
         'regclass'::regtype = ANY (proargtypes) OR 'refcursor'::regtype = ANY (proargtypes)
         OR (proname ~ 'to_xml' AND proname !~ '^(to_)?xml')
         OR proargnames && '{query,sql,statement,tbl,relation,relname,cursor,schema}')`,
    );
    const harmless = [
      // Of the type regclass itself.
      'regclass',
      'regclassout',
      'regclasssend',
      'oid',
      'int8',
      // Privileges and definitions.
      'has_sequence_privilege',
    ];
    const unsettled = suspicious.filter(
      (name) =>
        !deniedFunctions.has(name) &&
        !allowedVolatileFunctions.has(name) &&
        !allowedAdministrationFunctions.has(name) &&
        !harmless.includes(name),
    );
    expect(unsettled).toEqual([]);
    expect(suspicious).toContain('table_to_xml');
  });

  test.each([
    'query_to_xml',
    'table_to_xml',
    'database_to_xml',
    'cursor_to_xml',
    'ts_stat',
    'lo_get',
    'loread',
    'pg_read_file',
    'pg_ls_waldir',
    'set_config',
    'pg_notification_queue_usage',
    'pg_sleep',
    'pg_terminate_backend',
    'pg_logical_slot_get_changes',
    'pg_current_wal_lsn',
    'pg_stat_get_live_tuples',
    'pg_stat_get_activity',
    'pg_stat_get_something_new',
    'pg_something_new',
    'setval',
    'current_query',
    'pg_cursor',
    'dblink',
  ])('%s is refused, with a reason', (name) => {
    expect(deniedFunctions.get(name)).toMatch(/^it /);
  });

  test.each([
    'pg_get_viewdef',
    'has_table_privilege',
    'row_to_json',
    'format',
    'sum',
    'pg_table_size',
    'random',
    'version',
    'pg_advisory_unlock_all',
    'pg_advisory_xact_lock',
  ])('%s is not', (name) => {
    expect(deniedFunctions.get(name)).toBeUndefined();
  });

  test('the special kinds are functions that exist, and pass or not as their kind says', async () => {
    const special = [...sizeFunctions, ...sequenceFunctions, ...settingReaders, ...settingWriters];
    const found = await names(
      `SELECT DISTINCT proname AS name FROM pg_proc WHERE proname IN (${special.map((name) => `'${name}'`).join(', ')})`,
    );
    expect([...found].sort()).toEqual([...special].sort());
    for (const name of [...sizeFunctions, ...sequenceFunctions]) {
      expect(allowedVolatileFunctions.has(name) || allowedAdministrationFunctions.has(name)).toBe(true);
      expect(deniedFunctions.has(name)).toBe(false);
    }
    for (const name of settingWriters) expect(deniedFunctions.has(name)).toBe(true);
  });
});

describe('relations of the running server', () => {
  test('each of pg_catalog is open or closed', async () => {
    const all = await names(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v', 'm')",
    );
    expect(all.length).toBeGreaterThan(130);
    expect(all.filter((name) => openCatalogRelations.has(name) === closedCatalogRelations.has(name))).toEqual([]);
    expect([...openCatalogRelations].filter((name) => !all.includes(name))).toEqual([]);
  });

  test('none with a column of values, statements or passwords is open', async () => {
    const open = [...openCatalogRelations].map((name) => `'${name}'`).join(', ');
    const telling = await names(
      `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relname IN (${open}) AND a.attnum > 0
         AND (a.atttypid = 'anyarray'::regtype OR a.attname ~ '(query|statement|conninfo|last_value|tuples|pages|useconfig|rolconfig|missingval)')
       ORDER BY 1`,
    );
    const reduced = [...catalogReductions].flatMap(([name, { blanks }]) =>
      Object.keys(blanks).map((column) => `${name}.${column}`),
    );
    expect(telling.filter((name) => !reduced.includes(name))).toEqual([]);
    expect(telling).toContain('pg_class.reltuples');
  });

  test('what stands in the place of a column has its type', async () => {
    for (const [relation, { blanks }] of catalogReductions) {
      const { rows } = await database.query(
        `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute WHERE attrelid = 'pg_catalog.${relation}'::regclass`,
      );
      const types = new Map(rows.map((row: { name: string; type: string }) => [row.name, row.type]));
      for (const [column, expression] of Object.entries(blanks)) {
        const { rows: found } = await database.query(`SELECT pg_typeof(${expression}) AS type`);
        const declared = types.get(column);
        expect([relation, column, found[0].type]).toEqual([
          relation,
          column,
          declared === 'anyarray' ? 'text[]' : declared,
        ]);
      }
    }
  });

  test('a relation that counts is only open when every count in it is blank', async () => {
    for (const relation of ['pg_statio_all_tables', 'pg_stat_user_tables', 'pg_sequences']) {
      const counts = await names(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'pg_catalog.${relation}'::regclass AND attnum > 0
           AND atttypid = 'int8'::regtype AND attname !~ '^(start_value|min_value|max_value|increment_by|cache_size)$'`,
      );
      const { blanks = {}, keeps = null } = catalogReductions.get(relation) ?? {};
      expect(counts.filter((name) => !(name in blanks) && keeps?.has(name) !== false)).toEqual([]);
      expect(closedCatalogRelations.has(relation)).toBe(true);
    }
  });

  test('passwords of foreign servers are closed in information_schema, and the rest is open', async () => {
    const all = await names(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'information_schema'::regnamespace",
    );
    for (const name of closedInformationSchemaRelations.keys()) expect(all).toContain(name);
    expect(isOpenSystemRelation('information_schema', 'user_mapping_options')).toBe(false);
    expect(isOpenSystemRelation('information_schema', 'columns')).toBe(true);
    expect(isOpenSystemRelation('pg_catalog', 'pg_class')).toBe(true);
    expect(isOpenSystemRelation('pg_catalog', 'pg_stats')).toBe(false);
    expect(isOpenSystemRelation('pg_toast', 'pg_toast_1')).toBe(false);
    expect(isOpenSystemRelation('public', 'pg_class')).toBe(false);
  });

  test('what recorded clients read to introspect is open, but for what is closed on purpose', async () => {
    const directory = new URL('../../fixtures/introspection/', import.meta.url);
    const catalog = new Set(
      await names(
        "SELECT relname AS name FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v')",
      ),
    );
    const read = new Set<string>();
    for (const file of await readdir(directory)) {
      const text = await readFile(new URL(file, directory), 'utf8');
      for (const [word] of text.matchAll(/\bpg_[a-z_]+\b/g)) if (catalog.has(word)) read.add(word);
    }
    expect(read.size).toBeGreaterThan(40);
    const closed = [...read.keys()].filter((name) => !openCatalogRelations.has(name) && !catalogReductions.has(name));
    expect(closed.sort()).toEqual([
      // Only named, as what a description is of.
      'pg_authid',
      // Tab completion of FETCH.
      'pg_cursors',
      // \drds
      'pg_db_role_setting',
      'pg_largeobject',
      // \dl
      'pg_largeobject_metadata',
      // pgAdmin's dashboard, like those of its kind below.
      'pg_locks',
      // Tab completion of EXECUTE.
      'pg_prepared_statements',
      // tpc_recover() of psycopg2, which finds the principal's own alone.
      'pg_prepared_xacts',
      // pgAdmin asks on connecting whether there are any.
      'pg_replication_slots',
      // pgAdmin's dashboard, and its statistics of objects.
      'pg_stat_activity',
      'pg_stat_all_indexes',
      'pg_stat_all_tables',
      'pg_stat_database',
      'pg_stat_replication',
      'pg_stat_subscription',
      'pg_stat_user_functions',
      'pg_statio_all_indexes',
      'pg_statio_all_sequences',
      'pg_stats',
      // DBeaver's list of a foreign server's users, and pgAdmin's.
      'pg_user_mapping',
      // \deu
      'pg_user_mappings',
    ]);
  });
});

describe('parameters', () => {
  test('those that may be set are ones that any role may set, or are gone', async () => {
    const { rows } = await database.query('SELECT lower(name) AS name, context FROM pg_settings');
    const contexts = new Map(rows.map((row: { name: string; context: string }) => [row.name, row.context]));
    const gone = ['ssl_renegotiation_limit'];
    const strange = [...settableParameters.keys()].filter(
      (name) => contexts.get(name) !== 'user' && !name.includes('.') && !gone.includes(name),
    );
    expect(strange).toEqual([]);
  });

  test.each([
    ['application_name', 'psql'],
    ['client_encoding', 'UTF8'],
    ['client_encoding', "'utf-8'"],
    ['CLIENT_ENCODING', 'unicode'],
    ['DateStyle', 'ISO, MDY'],
    ['extra_float_digits', '3'],
    ['standard_conforming_strings', 'ON'],
    ['client_min_messages', 'warning'],
    ['row_security', 'off'],
    ['ssl_renegotiation_limit', '0'],
    ['gin_fuzzy_search_limit', '0'],
    ['pg_trgm.similarity_threshold', '0.4'],
    ['jit', null],
    ['client_encoding', null],
  ])('%s may be set to %s', (name, value) => {
    expect(isSettable(name, value)).toBe(true);
  });

  test.each([
    ['client_encoding', 'SJIS'],
    ['client_encoding', 'utf8x'],
    ['standard_conforming_strings', 'off'],
    ['client_min_messages', 'debug1'],
    ['client_min_messages', 'log'],
    ['row_security', 'on\noff'],
    ['gin_fuzzy_search_limit', '500'],
    ['session_replication_role', 'replica'],
    ['role', 'postgres'],
    ['session_authorization', 'postgres'],
    ['transform_null_equals', 'on'],
    ['debug_print_plan', 'on'],
    ['lc_monetary', 'ja_JP'],
    ['backslash_quote', 'on'],
    ['local_preload_libraries', 'x'],
    ['damask.k_shared', 'x'],
    ['app.tenant', '1'],
    ['constructor', 'x'],
    ['role', null],
  ])('%s may not be set to %s', (name, value) => {
    expect(isSettable(name, value)).toBe(false);
  });

  test('what a session is pinned to is what the server takes, and what a client may not leave', async () => {
    for (const [name, value] of pinnedParameters) {
      const { rows } = await database.query('SELECT set_config($1, $2, true) AS value', [name, value]);
      expect(rows[0].value).toBe(value);
      const free = settableParameters.get(name);
      expect(free).not.toBe('any');
    }
  });

  test('names of files and everybody else’s secrets may not be read', async () => {
    for (const name of [
      'data_directory',
      'HBA_FILE',
      'damask.k_shared',
      'Damask.K_purpose',
      'app.jwt_secret',
      'primary_conninfo',
    ]) {
      expect([name, isReadableParameter(name)]).toEqual([name, false]);
    }
    for (const name of [
      'damask.purpose',
      'server_version',
      'max_index_keys',
      'TimeZone',
      'is_superuser',
      'search_path',
    ]) {
      expect([name, isReadableParameter(name)]).toEqual([name, true]);
    }
    await database.query(`CREATE FUNCTION refused_to_read(names text[]) RETURNS SETOF text LANGUAGE plpgsql SET role = 'pg_signal_backend' AS $$
      DECLARE name text;
      BEGIN
        FOREACH name IN ARRAY names LOOP
          BEGIN PERFORM current_setting(name); EXCEPTION WHEN insufficient_privilege THEN RETURN NEXT lower(name); END;
        END LOOP;
      END $$`);
    const closed = await names('SELECT refused_to_read((SELECT array_agg(name) FROM pg_settings)) AS name');
    expect(closed.length).toBeGreaterThan(10);
    expect(closed.filter((name) => !unreadableParameters.has(name))).toEqual([]);
    const pathlike = await names(
      `SELECT name FROM pg_settings WHERE vartype = 'string' AND name ~ '(_file|_command|_path|director|librar|conninfo)' AND name !~ '^(search_path|log_)'`,
    );
    expect(pathlike.length).toBeGreaterThan(10);
    expect(pathlike.filter((name) => !unreadableParameters.has(name) && name !== 'ssl_library')).toEqual([]);
  });
});
