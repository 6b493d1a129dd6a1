/**
 * Functions of pg_catalog that may be called although their kind says otherwise: because they are volatile, or because they
 * are PostgreSQL's own administration (`pg_…`), which is refused unless it stands here. All others are plain computing.
 */

/** Locks on numbers that applications agree on. Which are taken every session can find out: see rewrite/tells-nobody.ts. */
export const advisoryLockFunctions: ReadonlySet<string> = new Set([
  'pg_advisory_lock',
  'pg_advisory_lock_shared',
  'pg_advisory_unlock',
  'pg_advisory_unlock_shared',
  'pg_advisory_xact_lock',
  'pg_advisory_xact_lock_shared',
  'pg_try_advisory_lock',
  'pg_try_advisory_lock_shared',
  'pg_try_advisory_xact_lock',
  'pg_try_advisory_xact_lock_shared',
]);

/** Volatile, and harmless: they read no row but through their arguments, and change nothing but what a client may change. */
export const allowedVolatileFunctions: ReadonlySet<string> = new Set([
  // Chance and the clock.
  'array_sample',
  'array_shuffle',
  'clock_timestamp',
  'gen_random_uuid',
  'random',
  'random_normal',
  'setseed',
  'timeofday',
  'uuidv4',
  'uuidv7',
  // TABLESAMPLE methods; called otherwise they fail.
  'bernoulli',
  'system',
  // Sequences: an application that writes asks for its keys. `sequenceFunctions` lists them too.
  'currval',
  'lastval',
  'nextval',
  // Sizes: psql's \dt+ and \l+. `sizeFunctions` lists them too.
  'pg_database_size',
  'pg_indexes_size',
  'pg_relation_size',
  'pg_table_size',
  'pg_tablespace_size',
  'pg_total_relation_size',
  // Drivers ask whether they talk to a standby, and pgAdmin whether that stands still.
  'pg_is_in_recovery',
  'pg_is_wal_replay_paused',
  // Migrations of ORMs, and queues of jobs.
  ...advisoryLockFunctions,
  'pg_advisory_unlock_all',
  // As NOTIFY: each call is judged by its channel.
  'pg_notify',
  // Introspection.
  'pg_collation_actual_version',
  'pg_database_collation_actual_version',
  'pg_jit_available',
  'pg_partition_ancestors',
  'pg_partition_tree',
  // Whether a transaction of the caller's own came through after a lost connection.
  'pg_xact_status',
  'txid_status',
]);

/** Functions of the kind `pg_…` that are stable or immutable, and only tell what the open catalog relations tell. */
export const allowedAdministrationFunctions: ReadonlySet<string> = new Set([
  // This session and this server.
  'pg_backend_pid',
  'pg_char_to_encoding',
  'pg_client_encoding',
  'pg_conf_load_time',
  'pg_current_snapshot',
  'pg_current_xact_id',
  'pg_current_xact_id_if_assigned',
  'pg_encoding_max_length',
  'pg_encoding_to_char',
  'pg_get_keywords',
  'pg_is_other_temp_schema',
  'pg_listening_channels',
  'pg_my_temp_schema',
  'pg_numa_available',
  'pg_postmaster_start_time',
  'pg_settings_get_flags',
  // `sizeFunctions` lists it too.
  'pg_stat_get_numscans',
  // pgAdmin reads one name from it; it tells what pg_settings tells.
  'pg_show_all_settings',
  'pg_timezone_abbrevs',
  'pg_timezone_abbrevs_abbrevs',
  'pg_timezone_abbrevs_zone',
  'pg_timezone_names',
  'pg_trigger_depth',
  // Definitions and descriptions.
  'pg_available_extension_versions',
  'pg_available_extensions',
  'pg_basetype',
  'pg_collation_for',
  'pg_column_is_updatable',
  'pg_describe_object',
  'pg_extension_update_paths',
  'pg_filenode_relation',
  'pg_get_acl',
  'pg_get_catalog_foreign_keys',
  'pg_get_constraintdef',
  'pg_get_expr',
  'pg_get_function_arg_default',
  'pg_get_function_arguments',
  'pg_get_function_identity_arguments',
  'pg_get_function_result',
  'pg_get_function_sqlbody',
  'pg_get_functiondef',
  'pg_get_indexdef',
  'pg_get_object_address',
  'pg_get_partition_constraintdef',
  'pg_get_partkeydef',
  'pg_get_publication_tables',
  'pg_get_replica_identity_index',
  'pg_get_ruledef',
  'pg_get_serial_sequence',
  'pg_get_statisticsobjdef',
  'pg_get_statisticsobjdef_columns',
  'pg_get_statisticsobjdef_expressions',
  'pg_get_triggerdef',
  'pg_get_userbyid',
  'pg_get_viewdef',
  'pg_has_role',
  'pg_identify_object',
  'pg_identify_object_as_address',
  'pg_index_column_has_property',
  'pg_index_has_property',
  'pg_indexam_has_property',
  'pg_indexam_progress_phasename',
  'pg_options_to_table',
  'pg_partition_root',
  'pg_relation_filenode',
  'pg_relation_filepath',
  'pg_relation_is_publishable',
  'pg_relation_is_updatable',
  // What CREATE SEQUENCE said; not how far the sequence is.
  'pg_sequence_parameters',
  'pg_tablespace_databases',
  'pg_tablespace_location',
  // Visibility.
  'pg_collation_is_visible',
  'pg_conversion_is_visible',
  'pg_function_is_visible',
  'pg_opclass_is_visible',
  'pg_operator_is_visible',
  'pg_opfamily_is_visible',
  'pg_statistics_obj_is_visible',
  'pg_table_is_visible',
  'pg_ts_config_is_visible',
  'pg_ts_dict_is_visible',
  'pg_ts_parser_is_visible',
  'pg_ts_template_is_visible',
  'pg_type_is_visible',
  // Computing with a value that is given.
  'pg_column_compression',
  'pg_column_size',
  'pg_input_error_info',
  'pg_input_is_valid',
  'pg_size_bytes',
  'pg_size_pretty',
  'pg_snapshot_xip',
  'pg_snapshot_xmax',
  'pg_snapshot_xmin',
  'pg_split_walfile_name',
  'pg_typeof',
  'pg_visible_in_snapshot',
  'pg_wal_lsn_diff',
  'pg_walfile_name',
  'pg_walfile_name_offset',
  // Of the type pg_lsn.
  'pg_lsn',
  'pg_lsn_cmp',
  'pg_lsn_eq',
  'pg_lsn_ge',
  'pg_lsn_gt',
  'pg_lsn_hash',
  'pg_lsn_hash_extended',
  'pg_lsn_in',
  'pg_lsn_larger',
  'pg_lsn_le',
  'pg_lsn_lt',
  'pg_lsn_mi',
  'pg_lsn_mii',
  'pg_lsn_ne',
  'pg_lsn_out',
  'pg_lsn_pli',
  'pg_lsn_recv',
  'pg_lsn_send',
  'pg_lsn_smaller',
  'pg_snapshot_in',
  'pg_snapshot_out',
  'pg_snapshot_recv',
  'pg_snapshot_send',
]);

/**
 * How much room relations take, which grows with rows that the caller may not see, and how often an index was read: null
 * stands instead, since clients ask in the middle of what they need to know.
 */
export const sizeFunctions: ReadonlySet<string> = new Set([
  'pg_database_size',
  'pg_indexes_size',
  'pg_relation_size',
  'pg_table_size',
  'pg_tablespace_size',
  'pg_total_relation_size',
  // DBeaver asks it with every index.
  'pg_stat_get_numscans',
]);

/** They use up or show numbers of a sequence: a caller who may not write needs none of them. */
export const sequenceFunctions: ReadonlySet<string> = new Set(['currval', 'lastval', 'nextval']);

/** They read a setting by a name that is their first argument. */
export const settingReaders: ReadonlySet<string> = new Set(['current_setting']);

/**
 * They change a setting: name, value, only for the transaction. Among the denied ones too; with constants for name and value
 * a call may be judged like SET.
 */
export const settingWriters: ReadonlySet<string> = new Set(['set_config']);
