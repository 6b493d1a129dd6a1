import { STATUS_CODES } from 'node:http';

/** A problem document (RFC 9457). `about:blank` says that the status is all there is to know about its type. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** One sentence. Holds nothing of what the caller sent. */
  readonly detail?: string;
  /** Fixed words: why the gateway is not ready. */
  readonly reasons?: readonly string[];
  /** Fixed words: what is not as it should be beside that. */
  readonly warnings?: readonly string[];
}

export const problemContentType = 'application/problem+json';

export function problem(status: number, more: Pick<Problem, 'detail' | 'reasons' | 'warnings'> = {}): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, ...more };
}
