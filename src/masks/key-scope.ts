import type { KeyScope } from './mask.js';

/** `scope` of a keyed mask's options: `purpose` unless said otherwise; null when it is neither that nor `shared`. */
export function readScope(options: Readonly<Record<string, unknown>> | null): KeyScope | null {
  if (options === null) return null;
  const { scope = 'purpose' } = options;
  return scope === 'purpose' || scope === 'shared' ? scope : null;
}
