import type { Operation } from './operation.js';

/** A rendered exposition. */
export interface MetricsText {
  readonly contentType: string;
  readonly body: string;
}

/** `/metrics`: Prometheus text. */
export function metrics(read: () => Promise<MetricsText>): Operation {
  return { path: '/metrics', open: false, answer: async () => ({ status: 200, ...(await read()) }) };
}
