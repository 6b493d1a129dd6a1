import type { Random } from './random.js';

/**
 * Settings by which the planner can be brought to run conditions elsewhere: earlier, in workers, in another kind of join.
 * All but `debug_parallel_query` can be set by a client.
 */
const choices: Readonly<Record<string, readonly string[]>> = {
  enable_hashjoin: ['on', 'off'],
  enable_mergejoin: ['on', 'off'],
  enable_nestloop: ['on', 'off'],
  enable_hashagg: ['on', 'off'],
  enable_sort: ['on', 'off'],
  enable_incremental_sort: ['on', 'off'],
  enable_seqscan: ['on', 'off'],
  enable_indexscan: ['on', 'off'],
  enable_bitmapscan: ['on', 'off'],
  enable_material: ['on', 'off'],
  enable_memoize: ['on', 'off'],
  enable_partitionwise_join: ['on', 'off'],
  enable_partitionwise_aggregate: ['on', 'off'],
  enable_parallel_append: ['on', 'off'],
  enable_gathermerge: ['on', 'off'],
  geqo_threshold: ['2', '12'],
  from_collapse_limit: ['1', '8'],
  join_collapse_limit: ['1', '8'],
  cpu_operator_cost: ['0.0025', '0', '10', '1000'],
  cpu_tuple_cost: ['0.01', '0', '100'],
  random_page_cost: ['4', '0', '100'],
  work_mem: ['4MB', '64kB'],
  plan_cache_mode: ['auto', 'force_generic_plan'],
};

/** Starting workers, and compiling, takes more time than these statements do: not each combination has them. */
const workers: Readonly<Record<string, readonly string[]>> = {
  parallel_setup_cost: ['0', '0', '1000'],
  parallel_tuple_cost: ['0', '0.1'],
  min_parallel_table_scan_size: ['0', '8MB'],
  min_parallel_index_scan_size: ['0', '512kB'],
  max_parallel_workers_per_gather: ['2', '4'],
  parallel_leader_participation: ['on', 'off'],
  debug_parallel_query: ['off', 'off', 'regress'],
  jit: ['off', 'off', 'off', 'on'],
};

const withoutWorkers: Readonly<Record<string, readonly string[]>> = {
  max_parallel_workers_per_gather: ['0'],
  debug_parallel_query: ['off'],
  jit: ['off'],
};

/** How values are read and written: the answer changes with them, and what a guard does must not. */
const formats: Readonly<Record<string, readonly string[]>> = {
  timezone: ['UTC', 'America/New_York', 'Asia/Kolkata'],
  datestyle: ['ISO, MDY', 'SQL, DMY', 'German', 'Postgres, YMD'],
  intervalstyle: ['postgres', 'iso_8601', 'sql_standard'],
  extra_float_digits: ['1', '0', '-10'],
  bytea_output: ['hex', 'escape'],
  xmlbinary: ['base64', 'hex'],
  lc_numeric: ['C'],
};

export function formatSettings(random: Random): string {
  return assignments(random, formats);
}

/** One combination, as SET statements. */
export function plannerSettings(random: Random): string {
  const settings = { ...choices, ...(random.chance(0.2) ? workers : withoutWorkers) };
  return assignments(random, settings);
}

function assignments(random: Random, settings: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(settings)
    .map(([name, values]) => `SET ${name} = '${random.pick(values)}'`)
    .join('; ');
}
