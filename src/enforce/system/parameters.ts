/**
 * Run-time parameters of guarded sessions (docs: PostgreSQL "Server Configuration"). What may be set changes how answers are
 * written, how long statements may take, or how they are planned: never what is read, how a statement is understood, or what
 * is said past the answer.
 */

/** What values a parameter may have; they are matched in lower case, without the spaces around. */
export type ParameterValues = 'any' | RegExp;

const on = /^(on|true|t|yes|y|1|tru|tr|ye)$/;
const onOrOff = /^(on|true|t|yes|y|1|tru|tr|ye|off|of|false|fals|fal|fa|f|no|n|0)$/;

/** Those that a client may set, in a startup message or by SET, by name in lower case. */
export const settableParameters: ReadonlyMap<string, ParameterValues> = new Map<string, ParameterValues>([
  // How values are written.
  ['bytea_output', 'any'],
  ['datestyle', 'any'],
  ['extra_float_digits', 'any'],
  ['intervalstyle', 'any'],
  ['lc_numeric', 'any'],
  ['lc_time', 'any'],
  ['timezone', 'any'],
  ['xmlbinary', 'any'],
  ['xmloption', 'any'],
  ['quote_all_identifiers', 'any'],
  // Not `lc_monetary`: it says how many digits of a `money` are fractions, so a bucket of 50 could become one of half a unit.

  // How statements are written. The gateway reads them as UTF-8 with standard strings, and the server must read the same.
  ['client_encoding', /^'?(utf-?_?8|unicode)'?$/],
  ['standard_conforming_strings', on],
  ['escape_string_warning', 'any'],
  ['array_nulls', 'any'],
  // Not `backslash_quote`, nor `transform_null_equals`: with it `x = NULL` means something else, in a guard as well.

  // What is said beside the answer. Below `notice` the server tells of plans and trees: of the guard.
  ['client_min_messages', /^(notice|warning|error)$/],
  ['application_name', 'any'],

  // Names. The gate keeps track of it.
  ['search_path', 'any'],
  ['default_text_search_config', 'any'],

  // Transactions and their limits.
  ['default_transaction_deferrable', 'any'],
  ['default_transaction_isolation', 'any'],
  ['default_transaction_read_only', 'any'],
  ['transaction_deferrable', 'any'],
  ['transaction_isolation', 'any'],
  ['transaction_read_only', 'any'],
  ['idle_in_transaction_session_timeout', 'any'],
  ['idle_session_timeout', 'any'],
  ['lock_timeout', 'any'],
  ['statement_timeout', 'any'],
  ['transaction_timeout', 'any'],
  ['synchronous_commit', 'any'],

  // Off, what the store's own policies would filter is an error, whatever the rows are: no row more is seen. pg_dump wants that.
  ['row_security', onOrOff],

  // The connection. `ssl_renegotiation_limit` has had no meaning since PostgreSQL 9.5, and old drivers still send it.
  ['client_connection_check_interval', 'any'],
  ['ssl_renegotiation_limit', /^0$/],
  ['tcp_keepalives_count', 'any'],
  ['tcp_keepalives_idle', 'any'],
  ['tcp_keepalives_interval', 'any'],
  ['tcp_user_timeout', 'any'],

  // What pg_restore and migration tools say before they start; only the harmless value.
  ['check_function_bodies', 'any'],
  ['default_table_access_method', /^heap$/],
  ['default_tablespace', /^('')?$/],
  ['restrict_nonsystem_relation_kind', 'any'],

  // Memory.
  ['hash_mem_multiplier', 'any'],
  ['maintenance_work_mem', 'any'],
  ['temp_buffers', 'any'],
  ['work_mem', 'any'],

  // The planner.
  ['constraint_exclusion', 'any'],
  ['cpu_index_tuple_cost', 'any'],
  ['cpu_operator_cost', 'any'],
  ['cpu_tuple_cost', 'any'],
  ['cursor_tuple_fraction', 'any'],
  ['default_statistics_target', 'any'],
  ['effective_cache_size', 'any'],
  ['effective_io_concurrency', 'any'],
  ['enable_async_append', 'any'],
  ['enable_bitmapscan', 'any'],
  ['enable_distinct_reordering', 'any'],
  ['enable_gathermerge', 'any'],
  ['enable_group_by_reordering', 'any'],
  ['enable_hashagg', 'any'],
  ['enable_hashjoin', 'any'],
  ['enable_incremental_sort', 'any'],
  ['enable_indexonlyscan', 'any'],
  ['enable_indexscan', 'any'],
  ['enable_material', 'any'],
  ['enable_memoize', 'any'],
  ['enable_mergejoin', 'any'],
  ['enable_nestloop', 'any'],
  ['enable_parallel_append', 'any'],
  ['enable_parallel_hash', 'any'],
  ['enable_partition_pruning', 'any'],
  ['enable_partitionwise_aggregate', 'any'],
  ['enable_partitionwise_join', 'any'],
  ['enable_presorted_aggregate', 'any'],
  ['enable_self_join_elimination', 'any'],
  ['enable_seqscan', 'any'],
  ['enable_sort', 'any'],
  ['enable_tidscan', 'any'],
  ['from_collapse_limit', 'any'],
  ['geqo', 'any'],
  ['geqo_effort', 'any'],
  ['geqo_generations', 'any'],
  ['geqo_pool_size', 'any'],
  ['geqo_seed', 'any'],
  ['geqo_selection_bias', 'any'],
  ['geqo_threshold', 'any'],
  // Of what an index finds so many are taken, hidden ones too: how many of them are seen would tell how many there are.
  ['gin_fuzzy_search_limit', /^0$/],
  ['jit', 'any'],
  ['jit_above_cost', 'any'],
  ['jit_expressions', 'any'],
  ['jit_inline_above_cost', 'any'],
  ['jit_optimize_above_cost', 'any'],
  ['jit_tuple_deforming', 'any'],
  ['join_collapse_limit', 'any'],
  ['max_parallel_maintenance_workers', 'any'],
  ['max_parallel_workers', 'any'],
  ['max_parallel_workers_per_gather', 'any'],
  ['min_parallel_index_scan_size', 'any'],
  ['min_parallel_table_scan_size', 'any'],
  ['parallel_leader_participation', 'any'],
  ['parallel_setup_cost', 'any'],
  ['parallel_tuple_cost', 'any'],
  ['plan_cache_mode', 'any'],
  ['random_page_cost', 'any'],
  ['recursive_worktable_factor', 'any'],
  ['seq_page_cost', 'any'],
  ['synchronize_seqscans', 'any'],

  // Of extensions that are often trusted: how exact a search is.
  ['hnsw.ef_search', 'any'],
  ['hnsw.iterative_scan', 'any'],
  ['hnsw.max_scan_tuples', 'any'],
  ['ivfflat.iterative_scan', 'any'],
  ['ivfflat.max_probes', 'any'],
  ['ivfflat.probes', 'any'],
  ['pg_trgm.similarity_threshold', 'any'],
  ['pg_trgm.strict_word_similarity_threshold', 'any'],
  ['pg_trgm.word_similarity_threshold', 'any'],
]);

/**
 * What a guarded session must start with, whatever the role's or database's own settings are: what the gateway's reading of
 * statements rests on. As startup parameters they are also what RESET goes back to.
 */
export const pinnedParameters: ReadonlyMap<string, string> = new Map([
  ['client_encoding', 'UTF8'],
  ['standard_conforming_strings', 'on'],
  ['backslash_quote', 'safe_encoding'],
  ['transform_null_equals', 'off'],
  ['row_security', 'on'],
  ['client_min_messages', 'notice'],
  ['debug_print_parse', 'off'],
  ['debug_print_plan', 'off'],
  ['debug_print_rewritten', 'off'],
]);

/**
 * Parameters without a dot in their name that may not be read: where the server keeps its files and what it runs, and all that
 * ordinary roles may not read, for reading one fails when it is done: that would tell of a hidden row. One with a dot may be read when it may be set, or is `damask.purpose`: the
 * others are the gateway's keys, or what applications and extensions keep there, secrets included.
 */
export const unreadableParameters: ReadonlySet<string> = new Set([
  'archive_cleanup_command',
  'archive_command',
  'archive_library',
  'config_file',
  'data_directory',
  'dynamic_library_path',
  'event_source',
  'extension_control_path',
  'external_pid_file',
  'hba_file',
  'ident_file',
  'jit_provider',
  'krb_server_keyfile',
  'local_preload_libraries',
  'log_directory',
  'log_filename',
  'oauth_validator_libraries',
  'primary_conninfo',
  'primary_slot_name',
  'promote_trigger_file',
  'recovery_end_command',
  'restore_command',
  'session_preload_libraries',
  'shared_preload_libraries',
  'ssl_ca_file',
  'ssl_cert_file',
  'ssl_ciphers',
  'ssl_crl_dir',
  'ssl_crl_file',
  'ssl_dh_params_file',
  'ssl_ecdh_curve',
  'ssl_groups',
  'ssl_key_file',
  'ssl_max_protocol_version',
  'ssl_min_protocol_version',
  'ssl_passphrase_command',
  'ssl_tls13_ciphers',
  'stats_temp_directory',
  'synchronized_standby_slots',
  'synchronous_standby_names',
  'unix_socket_directories',
  'unix_socket_group',
]);
