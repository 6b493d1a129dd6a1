import { clientText } from './client-text.js';

/** Gives what may be printed of a text, or undefined when it hasn't the shape it must have. */
type TextPrinter = (text: string) => string | undefined;

const matching =
  (pattern: RegExp): TextPrinter =>
  (text) =>
    pattern.test(text) ? text : undefined;
const word = matching(/^[a-z][a-z0-9_]{0,63}$/);
const address = matching(/^[0-9A-Za-z.:_%-]{1,255}$/);

/** Names from the configuration, or what a client gave for one, are shown as client text: see there. */
const texts = {
  principal: clientText,
  purpose: clientText,
  store: clientText,
  database: clientText,
  user: clientText,
  application: clientText,
  relation: clientText,
  /** Stands for a statement: the same whatever its literals. */
  fingerprint: matching(/^[0-9a-f]{16,64}$/),
  /** A name of the table of errors, or another fixed word. */
  reason: word,
  verdict: word,
  /** A command of the console, without what stood behind it. */
  command: matching(/^[A-Z][A-Z_ ]{1,40}$/),
  sqlstate: matching(/^[0-9A-Z]{5}$/),
  /** A system call's error code: `ECONNREFUSED`. */
  errno: matching(/^E[A-Z0-9_]{1,40}$/),
  signal: matching(/^SIG[A-Z0-9]{2,10}$/),
  version: matching(/^[0-9A-Za-z.+-]{1,40}$/),
  host: address,
  client: address,
  /** A path that the operator gave. */
  file: (text) => text.slice(0, 1024),
  /** See `describeFault`. */
  fault: matching(/^[A-Za-z][A-Za-z0-9_]{0,63}$/),
  at: (text) => text.slice(0, 4096),
} as const satisfies Record<string, TextPrinter>;

const numbers = [
  'connection',
  'port',
  'durationMs',
  'waitMs',
  'rows',
  'bytes',
  'count',
  'limit',
  'processId',
  'worker',
] as const;
const flags = ['encrypted'] as const;

/**
 * All that a log line can hold beside its event. There is no field that takes a statement, a parameter or a row. A field
 * that is null or undefined, or hasn't its shape, is left out. Durations are in milliseconds.
 */
export type LogFields = { readonly [K in keyof typeof texts]?: string | null | undefined } & {
  readonly [K in (typeof numbers)[number]]?: number | null | undefined;
} & { readonly [K in (typeof flags)[number]]?: boolean | null | undefined };

const textPrinters: ReadonlyMap<string, TextPrinter> = new Map(Object.entries(texts));
const numberNames: ReadonlySet<string> = new Set(numbers);
const flagNames: ReadonlySet<string> = new Set(flags);

/** What may be printed of `fields`, whatever they are: the last step before a line is written. */
export function printableFields(fields: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  const printable: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(fields)) {
    const shown = printableField(name, value);
    if (shown !== undefined) printable[name] = shown;
  }
  return printable;
}

function printableField(name: string, value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string') return textPrinters.get(name)?.(value);
  if (typeof value === 'number') return numberNames.has(name) && Number.isFinite(value) ? value : undefined;
  if (typeof value === 'boolean') return flagNames.has(name) ? value : undefined;
  return undefined;
}
