/**
 * system: what of PostgreSQL itself may be used, as lists. What may pass is listed; what may not is not.
 */

/** Relations of pg_catalog that introspection reads. They hold names and shapes, no data. */
export const openCatalogRelations: ReadonlySet<string> = new Set([
  'pg_aggregate',
  'pg_am',
  'pg_amop',
  'pg_amproc',
  'pg_attrdef',
  'pg_attribute',
  'pg_auth_members',
  'pg_cast',
  'pg_class',
  'pg_collation',
  'pg_constraint',
  'pg_conversion',
  'pg_database',
  'pg_default_acl',
  'pg_depend',
  'pg_description',
  'pg_enum',
  'pg_event_trigger',
  'pg_extension',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_foreign_table',
  'pg_index',
  'pg_indexes',
  'pg_inherits',
  'pg_init_privs',
  'pg_language',
  'pg_matviews',
  'pg_namespace',
  'pg_opclass',
  'pg_operator',
  'pg_opfamily',
  'pg_partitioned_table',
  'pg_policies',
  'pg_policy',
  'pg_proc',
  'pg_publication',
  'pg_publication_namespace',
  'pg_publication_rel',
  'pg_publication_tables',
  'pg_range',
  'pg_rewrite',
  'pg_roles',
  'pg_rules',
  'pg_sequence',
  'pg_settings',
  'pg_shdepend',
  'pg_shdescription',
  'pg_statistic_ext',
  'pg_tables',
  'pg_tablespace',
  'pg_timezone_abbrevs',
  'pg_timezone_names',
  'pg_transform',
  'pg_trigger',
  'pg_ts_config',
  'pg_ts_config_map',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_type',
  'pg_user',
  'pg_group',
  'pg_views',
]);

/** Functions of pg_catalog that are refused, with the reason. */
export const deniedFunctions: ReadonlyMap<string, string> = new Map([
  ['set_config', 'use SET'],
  ['query_to_xml', 'it runs SQL given as a string'],
  ['query_to_xmlschema', 'it runs SQL given as a string'],
  ['query_to_xml_and_xmlschema', 'it runs SQL given as a string'],
  ['cursor_to_xml', 'it reads a cursor by name'],
  ['cursor_to_xmlschema', 'it reads a cursor by name'],
  ['table_to_xml', 'it reads a table by name'],
  ['table_to_xmlschema', 'it reads a table by name'],
  ['table_to_xml_and_xmlschema', 'it reads a table by name'],
  ['schema_to_xml', 'it reads all tables of a schema'],
  ['schema_to_xmlschema', 'it reads all tables of a schema'],
  ['schema_to_xml_and_xmlschema', 'it reads all tables of a schema'],
  ['database_to_xml', 'it reads all tables'],
  ['database_to_xmlschema', 'it reads all tables'],
  ['database_to_xml_and_xmlschema', 'it reads all tables'],
  ['ts_stat', 'it runs SQL given as a string'],
  ['ts_rewrite', 'it runs SQL given as a string'],
  ['pg_sleep', 'it only waits'],
]);

/** Volatile functions of pg_catalog that are harmless. */
export const allowedVolatileFunctions: ReadonlySet<string> = new Set([
  'random',
  'random_normal',
  'clock_timestamp',
  'timeofday',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'nextval',
  'currval',
  'lastval',
  'pg_table_size',
  'pg_relation_size',
  'pg_total_relation_size',
  'pg_indexes_size',
  'pg_database_size',
  'pg_tablespace_size',
  'pg_is_in_recovery',
  'txid_current',
  'pg_current_xact_id',
  'setseed',
]);

export const settingReaders: ReadonlySet<string> = new Set(['current_setting']);

/** May SHOW and current_setting() read it? */
export function isReadableParameter(name: string): boolean {
  const lower = name.toLowerCase();
  return !lower.startsWith('damask.') || lower === 'damask.purpose';
}

const settable = new Set([
  'application_name',
  'datestyle',
  'intervalstyle',
  'timezone',
  'extra_float_digits',
  'bytea_output',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'transaction_timeout',
  'default_transaction_isolation',
  'default_transaction_read_only',
  'default_transaction_deferrable',
  'transaction_isolation',
  'transaction_read_only',
  'transaction_deferrable',
  'work_mem',
  'jit',
  'enable_seqscan',
  'enable_indexscan',
  'enable_bitmapscan',
  'enable_hashjoin',
  'enable_mergejoin',
  'enable_nestloop',
  'plan_cache_mode',
  'synchronous_commit',
  'xmloption',
  'geqo',
  'search_path',
  'tcp_keepalives_idle',
]);
const valueRules: Readonly<Record<string, (value: string) => boolean>> = {
  client_encoding: (value) => /^'?(utf-?8|unicode)'?$/i.test(value),
  standard_conforming_strings: (value) => /^(on|true|yes|1)$/i.test(value),
  row_security: (value) => /^(on|true|yes|1)$/i.test(value),
  client_min_messages: (value) => /^(notice|warning|error)$/i.test(value),
};

/** May a client set it to `value`? `null` stands for the default. */
export function isSettable(name: string, value: string | null): boolean {
  const lower = name.toLowerCase();
  const rule = valueRules[lower];
  if (rule !== undefined) return value === null || rule(value);
  return settable.has(lower);
}
