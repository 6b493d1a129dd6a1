import { errorCodes } from '../errors/index.js';

export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
}

/** Every metric of the gateway's own, defined once. Dashboards and the reference in the README lean on these names. */
export const metricDefinitions = {
  connections: { name: 'damask_connections', type: 'gauge', labels: [], help: 'Client connections open now.' },
  statements: {
    name: 'damask_statements_total',
    type: 'counter',
    labels: ['store', 'purpose', 'verdict'],
    help: 'Statements, by what the gate made of them: passed, guarded or refused.',
  },
  requests: {
    name: 'damask_requests_total',
    type: 'counter',
    labels: ['store', 'purpose', 'status', 'verdict'],
    help: 'HTTP requests, by the status of the answer and what came of them: answered, refused or aborted.',
  },
  requestSeconds: {
    name: 'damask_request_seconds',
    type: 'histogram',
    labels: [],
    help: 'Time from the head of an HTTP request to the end of its answer.',
  },
  fields: {
    name: 'damask_fields_total',
    type: 'counter',
    labels: ['store', 'purpose', 'decision'],
    help: 'Columns and members of protected data that statements and requests named, by decision: pass, mask or withhold.',
  },
  rows: { name: 'damask_rows_total', type: 'counter', labels: [], help: 'Rows and records sent to clients.' },
  guardSeconds: {
    name: 'damask_guard_seconds',
    type: 'histogram',
    labels: [],
    help: 'Time the gate took to decide on a statement.',
  },
  guardCache: {
    name: 'damask_guard_cache_total',
    type: 'counter',
    labels: ['result'],
    help: 'Plan cache look-ups, by result: hit or miss.',
  },
  statementSeconds: {
    name: 'damask_statement_seconds',
    type: 'histogram',
    labels: [],
    help: 'Time from the arrival of a statement to the end of its answer.',
  },
  upstreamSeconds: {
    name: 'damask_upstream_seconds',
    type: 'histogram',
    labels: [],
    help: 'Time from sending a statement or request to the store to its answer.',
  },
  poolConnections: {
    name: 'damask_pool_connections',
    type: 'gauge',
    labels: ['store', 'state'],
    help: 'Server connections, by state: active, idle or connecting; waiting counts clients in the queue for one.',
  },
  poolWaitSeconds: {
    name: 'damask_pool_wait_seconds',
    type: 'histogram',
    labels: [],
    help: 'Time a client waited for a server connection.',
  },
  poolPins: {
    name: 'damask_pool_pins_total',
    type: 'counter',
    labels: ['reason'],
    help: 'Server connections that had to stay with one client past its transaction, by reason.',
  },
  lookups: {
    name: 'damask_lookups_total',
    type: 'counter',
    labels: ['store', 'purpose'],
    help: 'Values that statements looked for among the true ones of masked columns (`lookup: exact`).',
  },
  tripwire: {
    name: 'damask_tripwire_total',
    type: 'counter',
    labels: [],
    help: 'Sessions ended because a protected column was about to leave. Anything but 0 is an alarm.',
  },
  scrubbed: {
    name: 'damask_scrubbed_total',
    type: 'counter',
    labels: ['message'],
    help: 'Messages from which data was taken out, by kind of message.',
  },
  refusals: {
    name: 'damask_refusals_total',
    type: 'counter',
    labels: ['reason'],
    help: 'Statements, requests and connections turned away, by reason: an error code.',
  },
  reloads: {
    name: 'damask_reloads_total',
    type: 'counter',
    labels: ['result'],
    help: 'Reloads of the configuration, by result: loaded, or refused because it can not be used.',
  },
  configurationCurrent: {
    name: 'damask_configuration_current',
    type: 'gauge',
    labels: [],
    help: '1 while what the configuration files say is in force; 0 after a reload that was refused.',
  },
  configurationLoaded: {
    name: 'damask_configuration_loaded_timestamp_seconds',
    type: 'gauge',
    labels: [],
    help: 'When the configuration in force was loaded, in seconds since 1970.',
  },
  workers: {
    name: 'damask_workers',
    type: 'gauge',
    labels: ['state'],
    help: 'Processes that serve clients, by state: serving, or missing while another is being started in place of one that ended.',
  },
  workerExits: {
    name: 'damask_worker_exits_total',
    type: 'counter',
    labels: [],
    help: 'Workers that ended unasked, and were replaced.',
  },
} as const satisfies Record<string, MetricDefinition>;

export const workerStates = ['serving', 'missing'] as const;
export const reloadResults = ['loaded', 'refused'] as const;
export const verdicts = ['passed', 'guarded', 'refused'] as const;
export const requestVerdicts = ['answered', 'refused', 'aborted'] as const;
export const fieldDecisions = ['pass', 'mask', 'withhold'] as const;
export const cacheResults = ['hit', 'miss'] as const;
export const poolStates = ['active', 'idle', 'connecting', 'waiting'] as const;
/** Why a server connection stays with one client past its transaction. */
export const pinReasons = [
  'session_mode',
  'setting',
  'prepared',
  'temporary',
  'listen',
  'advisory_lock',
  'seed',
  'cursor',
  'sequence',
  'unknown',
] as const;
/** Messages beside DataRow that can carry data: they are scrubbed or dropped on their way to the client. */
export const scrubbedMessages = ['error', 'notice', 'notification', 'parameter_status'] as const;
/** The error codes are a fixed list. */
export const refusalReasons: readonly string[] = Object.keys(errorCodes);

/** Upper bounds in seconds: from an index look-up on the same machine to the usual limit of 30 s. */
export const statementBounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;
/** Upper bounds in seconds: a cached plan takes microseconds, a miss some hundreds of them. */
export const guardBounds = [
  0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05,
] as const;
