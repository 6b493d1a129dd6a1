import { GatewayError } from '../../errors/index.js';

/** What stood in the startup parameter `options`. */
export interface StartupOptions {
  /** Run-time parameters, in order: `-c name=value`, `--name=value`. */
  readonly settings: ReadonlyMap<string, string>;
  /** Words that are not settings (`-O`, `-d 1`), to be read by the server. Empty when there are none. */
  readonly others: readonly string[];
}

/** Switches of `postgres` that take the next word as their value (getopt string of process_postgres_switches). */
const WITH_VALUE = new Set(['-B', '-D', '-d', '-f', '-h', '-k', '-N', '-p', '-r', '-S', '-t', '-v', '-W']);

/**
 * Reads `options` as PostgreSQL does: pg_split_opts for the words, ParseLongOption for the settings.
 *
 * @throws GatewayError for a setting without a value
 */
export function decodeStartupOptions(options: string): StartupOptions {
  const settings = new Map<string, string>();
  const others: string[] = [];
  const words = splitWords(options);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word.startsWith('--') && word.length > 2) {
      addSetting(settings, word.slice(2), word);
    } else if (word.startsWith('-c')) {
      const setting = word.length > 2 ? word.slice(2) : words[++at];
      if (setting === undefined) throw new GatewayError('syntax', 'invalid command-line argument for server process');
      addSetting(settings, setting, `-c ${setting}`);
    } else {
      others.push(word);
      const value = words[at + 1];
      if (WITH_VALUE.has(word) && value !== undefined) {
        others.push(value);
        at += 1;
      }
    }
  }
  return { settings, others };
}

/** The words as one text that splits into them again. */
export function encodeStartupOptions(words: readonly string[]): string {
  return words.map((word) => word.replace(/[\\\s]/g, (character) => `\\${character}`)).join(' ');
}

/** Words stand between white space; a backslash takes the next character as it is. */
function splitWords(options: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < options.length; at++) {
    let character = options[at] as string;
    if (/[ \t\n\v\f\r]/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    if (character === '\\') {
      at += 1;
      character = options[at] ?? '';
    }
    word = (word ?? '') + character;
  }
  if (word !== null) words.push(word);
  return words;
}

function addSetting(settings: Map<string, string>, setting: string, written: string): void {
  const equals = setting.indexOf('=');
  const name = (equals < 0 ? setting : setting.slice(0, equals)).replaceAll('-', '_');
  if (equals < 0 || name === '') {
    const shown = /^[\w. -]{1,80}$/.test(written) ? `\`${written}\` ` : 'a setting in `options` ';
    throw new GatewayError('syntax', `${shown}requires a value`);
  }
  // The last one wins, and its place counts: a later setting may depend on it.
  settings.delete(name);
  settings.set(name, setting.slice(equals + 1));
}
