import { parseArgs } from 'node:util';
import { UsageError } from './command.js';

/** Options by name: `text` takes a value, `flag` none. */
type OptionKinds = Readonly<Record<string, 'text' | 'flag'>>;

export interface ReadArguments<Kinds extends OptionKinds> {
  readonly options: { readonly [Name in keyof Kinds]: Kinds[Name] extends 'flag' ? boolean : string | null };
  readonly positionals: readonly string[];
}

/**
 * Reads a command's arguments. Each option may be given once.
 *
 * @throws UsageError for an option that is not known, lacks its value, or has one that it does not take.
 */
export function readArguments<const Kinds extends OptionKinds>(
  args: readonly string[],
  kinds: Kinds,
): ReadArguments<Kinds> {
  const options = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, { type: kind === 'flag' ? 'boolean' : 'string' } as const]),
  );
  let parsed: { values: Record<string, unknown>; positionals: string[]; tokens: { kind: string; name?: string }[] };
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true });
  } catch (fault) {
    // Node's text goes on with advice about `--`: its first sentence is enough.
    const text = fault instanceof Error ? (fault.message.split('. ', 1)[0] ?? '') : 'arguments can not be read';
    throw new UsageError(text.charAt(0).toLowerCase() + text.slice(1).replaceAll("'", '`'));
  }
  const names = parsed.tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`option \`--${twice}\` is given twice`);
  const values = Object.entries(kinds).map(([name, kind]) => [
    name,
    parsed.values[name] ?? (kind === 'flag' ? false : null),
  ]);
  return { options: Object.fromEntries(values), positionals: parsed.positionals };
}

/** @throws UsageError when the option is missing or empty. */
export function required(value: string | null, option: string): string {
  if (value === null || value === '') throw new UsageError(`option \`--${option}\` is needed`);
  return value;
}
