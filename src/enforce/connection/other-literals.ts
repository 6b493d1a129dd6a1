import type { ConnectionUse } from './connection-use.js';
import { readsTheClock } from './read-connection-use.js';

/** True when a text that differs in literals only does the same to its connection, but for what `withLiterals` says. */
export function servesOtherLiterals({ settings, pins, deallocates }: ConnectionUse): boolean {
  return settings.length === 0 && pins === null && deallocates.length === 0;
}

/** What a text with these literals does. */
export function withLiterals(use: ConnectionUse, literals: readonly { readonly text: string }[]): ConnectionUse {
  // Numbers come by the dozen, and none of them is a time.
  const readsClock = ({ text }: { readonly text: string }) => text.startsWith("'") && readsTheClock.test(text);
  if (!use.shareable || !literals.some(readsClock)) return use;
  return { ...use, shareable: false };
}
