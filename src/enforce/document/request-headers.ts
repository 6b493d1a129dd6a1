import type { ExchangeFacts } from './exchange.js';
import type { HttpGateStore } from './gate-store.js';

/** The headers that the store is sent: those that it may get, and what the answer is to be. */
export function requestHeaders(
  facts: ExchangeFacts,
  store: Pick<HttpGateStore, 'passHeaders'>,
  accept: string,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { accept };
  for (const name of store.passHeaders) {
    const value = facts.headers.get(name);
    if (value !== undefined && !(name in headers)) headers[name] = value;
  }
  if (facts.optsOut) headers['sec-gpc'] = '1';
  return headers;
}
