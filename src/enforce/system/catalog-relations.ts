import { reasons } from './reasons.js';

/**
 * Which of PostgreSQL's own relations may be read (PostgreSQL 13 to 18, docs: "System Catalogs", "System Views", "The
 * Information Schema"). Open is what clients read to find out names and shapes. Closed is what holds values of rows or
 * numbers about them, what others do or did, secrets of the operator's, and how the gateway rewrites. A relation that
 * stands in no list is closed.
 */

/** Relations of pg_catalog that hold names and shapes. */
export const openCatalogRelations: ReadonlySet<string> = new Set([
  // Relations and what belongs to them.
  'pg_attrdef',
  'pg_attribute',
  'pg_class',
  'pg_constraint',
  'pg_depend',
  'pg_description',
  'pg_index',
  'pg_indexes',
  'pg_inherits',
  'pg_matviews',
  'pg_namespace',
  'pg_partitioned_table',
  'pg_policies',
  'pg_policy',
  'pg_rewrite',
  'pg_rules',
  'pg_sequence',
  // Definitions of extended statistics; what they found is in pg_statistic_ext_data.
  'pg_statistic_ext',
  'pg_tables',
  'pg_trigger',
  'pg_views',
  // Types, functions, operators.
  'pg_aggregate',
  'pg_am',
  'pg_amop',
  'pg_amproc',
  'pg_cast',
  'pg_collation',
  'pg_conversion',
  'pg_enum',
  'pg_language',
  'pg_opclass',
  'pg_operator',
  'pg_opfamily',
  'pg_proc',
  'pg_range',
  'pg_transform',
  'pg_type',
  // Text search.
  'pg_ts_config',
  'pg_ts_config_map',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  // The server: databases, roles without passwords, privileges.
  'pg_auth_members',
  'pg_available_extension_versions',
  'pg_available_extensions',
  'pg_database',
  'pg_default_acl',
  'pg_event_trigger',
  'pg_extension',
  'pg_group',
  'pg_init_privs',
  'pg_parameter_acl',
  'pg_roles',
  'pg_settings',
  'pg_shdepend',
  'pg_shdescription',
  'pg_tablespace',
  'pg_timezone_abbrevs',
  'pg_timezone_names',
  'pg_user',
  // Labels are the operator's notes on objects; pgAdmin reads them with every object.
  'pg_seclabel',
  'pg_seclabels',
  'pg_shseclabel',
  // How this session is encrypted; pgAdmin asks it on connecting. It is one of the gateway's own.
  'pg_stat_gssapi',
  // Foreign data and publications: psql's \d joins them. A server's options hold no password; those are in user mappings.
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_foreign_table',
  'pg_publication',
  'pg_publication_namespace',
  'pg_publication_rel',
  'pg_publication_tables',
]);

/** Relations of pg_catalog that are closed, and why. */
export const closedCatalogRelations: ReadonlyMap<string, string> = reasons({
  'it holds values of protected columns': [
    'pg_statistic',
    'pg_statistic_ext_data',
    'pg_stats',
    'pg_stats_ext',
    'pg_stats_ext_exprs',
  ],
  'it holds the bytes of large objects, or says which there are': ['pg_largeobject', 'pg_largeobject_metadata'],
  'it holds passwords, keys or connection strings': [
    'pg_authid',
    'pg_shadow',
    'pg_user_mapping',
    'pg_user_mappings',
    'pg_subscription',
    'pg_subscription_rel',
    // ALTER ROLE … SET and ALTER DATABASE … SET: where applications keep their signing keys.
    'pg_db_role_setting',
  ],
  'it holds the server’s own configuration': [
    'pg_config',
    'pg_file_settings',
    'pg_hba_file_rules',
    'pg_ident_file_mappings',
  ],
  'it shows statements as the gateway rewrote them': ['pg_cursors', 'pg_prepared_statements'],
  'it shows what others do, or did': [
    'pg_locks',
    'pg_prepared_xacts',
    'pg_replication_origin',
    'pg_replication_origin_status',
    'pg_replication_slots',
    'pg_stat_activity',
    'pg_stat_progress_analyze',
    'pg_stat_progress_basebackup',
    'pg_stat_progress_cluster',
    'pg_stat_progress_copy',
    'pg_stat_progress_create_index',
    'pg_stat_progress_vacuum',
    'pg_stat_replication',
    'pg_stat_replication_slots',
    'pg_stat_ssl',
    'pg_stat_subscription',
    'pg_stat_subscription_stats',
    'pg_stat_wal_receiver',
  ],
  'it counts rows and accesses that the caller may not see': [
    // Its last_value counts the rows of a table with a serial key.
    'pg_sequences',
    'pg_stat_all_indexes',
    'pg_stat_all_tables',
    'pg_stat_sys_indexes',
    'pg_stat_sys_tables',
    'pg_stat_user_functions',
    'pg_stat_user_indexes',
    'pg_stat_user_tables',
    'pg_stat_xact_all_tables',
    'pg_stat_xact_sys_tables',
    'pg_stat_xact_user_functions',
    'pg_stat_xact_user_tables',
    'pg_statio_all_indexes',
    'pg_statio_all_sequences',
    'pg_statio_all_tables',
    'pg_statio_sys_indexes',
    'pg_statio_sys_sequences',
    'pg_statio_sys_tables',
    'pg_statio_user_indexes',
    'pg_statio_user_sequences',
    'pg_statio_user_tables',
  ],
  'it counts the work of the whole server': [
    'pg_aios',
    'pg_backend_memory_contexts',
    'pg_shmem_allocations',
    'pg_shmem_allocations_numa',
    'pg_stat_archiver',
    'pg_stat_bgwriter',
    'pg_stat_checkpointer',
    'pg_stat_database',
    'pg_stat_database_conflicts',
    'pg_stat_io',
    'pg_stat_recovery_prefetch',
    'pg_stat_slru',
    'pg_stat_wal',
    'pg_wait_events',
  ],
});

/** Relations of information_schema that are closed, and why. All of its others hold names and shapes, and are open. */
export const closedInformationSchemaRelations: ReadonlyMap<string, string> = reasons({
  'it holds passwords of foreign servers': ['user_mapping_options', 'user_mappings', '_pg_user_mappings'],
});

/** How a relation reads once its telling columns are blank. `tableoid` stays, which psql asks for. */
export interface CatalogReduction {
  /** The SQL that stands instead of a column. */
  readonly blanks: Readonly<Record<string, string>>;
  /** The columns that stay; null stands for all that are not blank. What stays in neither list is null. */
  readonly keeps: ReadonlySet<string> | null;
  /** The SQL of which rows there are: all, if there is none. */
  readonly where?: string;
}

const blankedOut = (blanks: CatalogReduction['blanks']): CatalogReduction => ({ blanks, keeps: null });

/** The relation's names, and null for each of its numbers: those of PostgreSQL 13 to 18 have their type, others have none. */
const namesOnly = (
  keeps: readonly string[],
  numbers: readonly string[],
  times: readonly string[],
): CatalogReduction => ({
  keeps: new Set(keeps),
  blanks: Object.fromEntries([
    ...numbers.map((name) => [name, 'NULL::pg_catalog.int8']),
    ...times.map((name) => [name, 'NULL::pg_catalog.timestamptz']),
  ]),
});

/** The relations that are reduced: open ones with telling columns, and closed ones that clients need for their names alone. */
export const catalogReductions: ReadonlyMap<string, CatalogReduction> = new Map([
  [
    // Estimates of how many rows there are, hidden ones included. What stands instead means `never vacuumed yet`.
    'pg_class',
    blankedOut({ relpages: '0', reltuples: '(-1)::pg_catalog.float4', relallvisible: '0', relallfrozen: '0' }),
  ],
  // The value that rows from before ALTER TABLE … ADD COLUMN … DEFAULT have.
  ['pg_attribute', blankedOut({ attmissingval: 'NULL::pg_catalog.text[]' })],
  // As pg_db_role_setting.
  ['pg_roles', blankedOut({ rolconfig: 'NULL::pg_catalog.text[]' })],
  ['pg_user', blankedOut({ useconfig: 'NULL::pg_catalog.text[]' })],
  // Closed otherwise.
  ['pg_subscription', blankedOut({ subconninfo: 'NULL::pg_catalog.text' })],
  ['pg_sequences', blankedOut({ last_value: 'NULL::pg_catalog.int8' })],
  [
    // Sequelize describes a table by way of it.
    'pg_statio_all_tables',
    {
      keeps: new Set(['relid', 'schemaname', 'relname']),
      blanks: {
        heap_blks_read: '0::pg_catalog.int8',
        heap_blks_hit: '0::pg_catalog.int8',
        idx_blks_read: '0::pg_catalog.int8',
        idx_blks_hit: '0::pg_catalog.int8',
        toast_blks_read: '0::pg_catalog.int8',
        toast_blks_hit: '0::pg_catalog.int8',
        tidx_blks_read: '0::pg_catalog.int8',
        tidx_blks_hit: '0::pg_catalog.int8',
      },
    },
  ],
  [
    // Metabase lists tables with what stands here of their size.
    'pg_stat_user_tables',
    namesOnly(
      ['relid', 'schemaname', 'relname'],
      [
        ...['seq_scan', 'seq_tup_read', 'idx_scan', 'idx_tup_fetch'],
        ...['n_tup_ins', 'n_tup_upd', 'n_tup_del', 'n_tup_hot_upd', 'n_tup_newpage_upd'],
        ...['n_live_tup', 'n_dead_tup', 'n_mod_since_analyze', 'n_ins_since_vacuum'],
        ...['vacuum_count', 'autovacuum_count', 'analyze_count', 'autoanalyze_count'],
      ],
      [
        ...['last_seq_scan', 'last_idx_scan'],
        ...['last_vacuum', 'last_autovacuum', 'last_analyze', 'last_autoanalyze'],
      ],
    ),
  ],
]);
