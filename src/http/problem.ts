import { STATUS_CODES } from 'node:http';
import type { GatewayError } from '../errors/index.js';

/** A problem document (RFC 9457). */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** One sentence: what was refused, by which rule. Holds nothing of what the caller or the store sent. */
  readonly detail: string;
  /** What the caller can do about it. */
  readonly hint?: string;
  /** A name of the table of errors. */
  readonly code: string;
}

export const problemContentType = 'application/problem+json';

export function problemOf(error: GatewayError, status = error.meaning.httpStatus): Problem {
  return {
    type: 'about:blank',
    title: reasonPhrase(status),
    status,
    detail: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    code: error.code,
  };
}

/** The reason phrase of the registry: a store's own could hold anything. */
export function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? 'Status';
}
