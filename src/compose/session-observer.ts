import type { LogEventName, Logger, Metrics } from '../observe/index.js';
import type { SessionObserver } from '../pg/index.js';

export interface SessionLog {
  readonly logConnections: boolean;
  readonly logDisconnections: boolean;
}

/** What sessions tell goes to the metrics and the log; `inForce` says of what the log is to be spared. */
export function sessionObserver(metrics: Metrics, logger: Logger, inForce: () => SessionLog | null): SessionObserver {
  const isSpared = (event: LogEventName): boolean =>
    (event === 'connection_opened' && inForce()?.logConnections === false) ||
    (event === 'connection_closed' && inForce()?.logDisconnections === false);
  return {
    connectionOpened: () => metrics.connectionOpened(),
    connectionClosed: () => metrics.connectionClosed(),
    log: (event, fields) => {
      if (!isSpared(event)) logger.log(event, fields);
    },
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
