import type { HttpObserver } from '../http/index.js';
import type { Logger, Metrics } from '../observe/index.js';

/** What exchanges tell goes to the metrics and the log. */
export function httpObserver(metrics: Metrics, logger: Logger): HttpObserver {
  return {
    connectionOpened: () => metrics.connectionOpened(),
    connectionClosed: () => metrics.connectionClosed(),
    log: (event, fields) => logger.log(event, fields),
    exchange: ({ store, purpose, status, verdict, reason, rows, seconds, upstreamSeconds }) => {
      metrics.request(store, purpose, status, verdict);
      metrics.requestSeconds(seconds);
      if (upstreamSeconds !== null) metrics.upstreamSeconds(upstreamSeconds);
      if (reason !== null) metrics.refusal(reason);
      metrics.rows(rows);
    },
  };
}
