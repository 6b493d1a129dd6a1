import type { KeyScope, MaskKeys } from './mask.js';
import { call, operate } from './sql-expression.js';

/** HMAC-SHA-256 (RFC 2104) of `message`, an SQL expression of type bytea, out of core functions. */
export function hmacSql(keys: MaskKeys, scope: KeyScope, message: string): string {
  const { inner, outer } = keys.sqlBlocks(scope);
  return call('sha256', operate(outer, '||', call('sha256', operate(inner, '||', message))));
}
