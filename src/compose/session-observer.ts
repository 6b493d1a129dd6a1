import type { Logger, Metrics } from '../observe/index.js';
import type { SessionObserver } from '../pg/index.js';

/** What sessions tell goes to the metrics and the log. */
export function sessionObserver(metrics: Metrics, logger: Logger): SessionObserver {
  return {
    connectionOpened: () => metrics.connectionOpened(),
    connectionClosed: () => metrics.connectionClosed(),
    log: (event, fields) => logger.log(event, fields),
    statement: (store, purpose, verdict) => metrics.scope(store, purpose).statement(verdict),
    refused: (reason) => metrics.refusal(reason),
    decided: (seconds) => metrics.guardSeconds(seconds),
    answered: (seconds, upstreamSeconds) => {
      metrics.statementSeconds(seconds);
      metrics.upstreamSeconds(upstreamSeconds);
    },
    rows: (count) => metrics.rows(count),
    scrubbed: (message) => metrics.scrubbed(message),
    tripwire: () => metrics.tripwire(),
    poolWaited: (seconds) => metrics.poolWaitSeconds(seconds),
    pinned: (reason) => metrics.pinned(reason),
  };
}
