import type { Upstream } from './upstream/index.js';
import type { WholeAnswers } from './whole-answers.js';

/** What is known of an exchange, for whoever counts it. */
export interface ExchangeTrace {
  store: string | null;
  purpose: string | null;
  principal: string | null;
  rows: number;
  upstreamSeconds: number | null;
  /** The status of a refusal, where it is the store's. */
  statusInstead: number | null;
}

/** What sending an answer needs beside the answer. */
export interface SendFacts {
  readonly upstream: Upstream;
  readonly acceptEncoding: string | undefined;
  readonly limits: ExchangeLimits;
  readonly trace: ExchangeTrace;
  readonly wholeAnswers: WholeAnswers;
}

export interface ExchangeLimits {
  /** Of a request's body. */
  readonly bodyBytesMax: number;
  /** How long a client may take nothing. */
  readonly idleTimeoutMs: number;
}
