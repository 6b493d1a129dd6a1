/**
 * observe: what operators see of the gateway. Metrics start at definitions.ts, logs at log-events.ts and log-fields.ts.
 *
 * Invariant: neither a label nor a log line can hold a value from a statement, a parameter or a row. Labels come from
 * closed lists, log lines from a list of events and a list of fields.
 */

export {
  fieldDecisions,
  type MetricDefinition,
  metricDefinitions,
  pinReasons,
  poolStates,
  refusalReasons,
  scrubbedMessages,
  verdicts,
} from './definitions.js';
export { describeFault } from './fault.js';
export { type LogEventName, type LogLevel, logEvents } from './log-events.js';
export type { LogFields } from './log-fields.js';
export { createLogger, type Logger, type LoggerOptions } from './logger.js';
export {
  createMetrics,
  type MetricNames,
  type Metrics,
  type PinReason,
  type PoolCounts,
  type ScrubbedMessage,
} from './metrics.js';
export { keepCounts, type MetricsSnapshot, textOfSnapshots } from './snapshots.js';
export type { StatementMetrics } from './statement-metrics.js';
