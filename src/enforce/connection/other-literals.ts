import type { ConnectionUse } from './connection-use.js';
import { readsTheClock } from './read-connection-use.js';

/** True when a text that differs in literals only does the same to its connection, but for what `withLiterals` says. */
export function servesOtherLiterals({ settings, pins, deallocates }: ConnectionUse): boolean {
  return settings.length === 0 && pins === null && deallocates === undefined;
}

/** What a text with these literals does. */
export function withLiterals(use: ConnectionUse, literals: readonly { readonly text: string }[]): ConnectionUse {
  if (!use.shareable || !literals.some(({ text }) => readsTheClock.test(text))) return use;
  return { ...use, shareable: false };
}
