import type { SettingChange } from '../../enforce/index.js';
import { encodeQuery } from '../../pgwire/index.js';
import { literal } from './literal.js';

/** What a session has set and a server connection must have before it runs the session's statements. Immutable. */
export interface CarriedSettings {
  readonly values: ReadonlyMap<string, string>;
  /** The same for the same values. */
  readonly key: string;
  /** As `key`, without those that say nothing of how a statement is read. */
  readonly readingKey: string;
}

/** They change nothing of how constants and names in a statement are read. */
const readElsewhere = new Set([
  'application_name',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'transaction_timeout',
  'client_min_messages',
  'extra_float_digits',
  'damask.purpose',
]);

export function carriedSettings(values: ReadonlyMap<string, string>): CarriedSettings {
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    values,
    key: JSON.stringify(sorted),
    readingKey: JSON.stringify(sorted.filter(([name]) => !readElsewhere.has(name))),
  };
}

/** It may change how constants and names are read. */
export function changesReading({ name }: SettingChange): boolean {
  return name === null || !readElsewhere.has(name);
}

export const nothingCarried = carriedSettings(new Map());

export function sameSettings(a: CarriedSettings, b: CarriedSettings): boolean {
  return a === b || a.key === b.key;
}

/** `settings` after a change; `first` is what a reset goes back to. */
export function changed(
  settings: CarriedSettings,
  { name, value }: SettingChange,
  first: CarriedSettings,
): CarriedSettings {
  if (name === null) return first;
  const next = value ?? first.values.get(name) ?? null;
  if (settings.values.get(name) === (next ?? undefined)) return settings;
  const values = new Map(settings.values);
  if (next === null) values.delete(name);
  else values.set(name, next);
  return carriedSettings(values);
}

/** A Query that makes a connection with the settings `from` one with the settings `to`. */
export function alignment(from: CarriedSettings, to: CarriedSettings): Buffer {
  const resets = [...from.values.keys()].filter((name) => !to.values.has(name));
  const sets = [...to.values].filter(([name, value]) => from.values.get(name) !== value);
  const statements = resets.map((name) => `RESET ${parameterName(name)}`);
  if (sets.length > 0) {
    const calls = sets.map(([name, value]) => `pg_catalog.set_config(${literal(name)}, ${literal(value)}, false)`);
    statements.push(`SELECT ${calls.join(', ')}`);
  }
  return encodeQuery(statements.join('; '));
}

/** A name of a parameter is one or more identifiers. */
function parameterName(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}
