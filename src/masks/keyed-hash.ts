import { call, operate } from './sql-expression.js';

/** The two SQL expressions of MaskKeys.sqlBlocks, or what stands for them. */
export interface KeyBlocks {
  readonly inner: string;
  readonly outer: string;
}

/** HMAC-SHA-256 (RFC 2104) of `message`, an SQL expression of type bytea, out of core functions. */
export function hmacSql({ inner, outer }: KeyBlocks, message: string): string {
  return call('sha256', operate(outer, '||', call('sha256', operate(inner, '||', message))));
}
