import type { RuleIssue } from './expression.js';
import { digitsMax, isNumberText } from './number-text.js';

/** One word of the rule language. `text` is its normal form: what a rule's tree prints again. */
export type RuleToken =
  | { readonly kind: 'word' | 'symbol' | 'function' | 'number'; readonly text: string }
  | { readonly kind: 'field'; readonly text: string; readonly path: string }
  | { readonly kind: 'string'; readonly text: string; readonly value: string };

const words = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'IS', 'NULL', 'TRUE', 'FALSE', 'UNKNOWN', 'LIKE', 'ILIKE']);
const functions = new Set(['lower', 'upper', 'coalesce']);

/** Words of SQL that mean more than a name there, and that this language does not have. A field may bear one in quotes. */
const foreignWords = new Set(
  (
    'all analyse analyze any array as asc asymmetric both case cast check collate column constraint create current_catalog ' +
    'current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct ' +
    'do else end escape except exists fetch for foreign from full grant group having initially intersect interval into ' +
    'isnull join lateral leading left limit localtime localtimestamp natural notnull offset on only operator order outer ' +
    'overlaps placing primary references returning right row select session_user similar some symmetric system_user table ' +
    'tablesample then to trailing union unique user using variadic when where window with'
  ).split(' '),
);

const name = '[\\p{L}_][\\p{L}\\p{M}\\p{Nd}_]*|"(?:[^"\\0]|"")+"';
const patterns = {
  space: /[ \t\r\n]+/uy,
  path: new RegExp(`(?:${name})(?:\\.(?:${name}))*`, 'uy'),
  number: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?![\p{L}\d_.])/uy,
  string: /'(?:[^'\0\p{Cs}]|'')*'(?!')/uy,
  symbol: /<>|<=|>=|!=|[=<>(),]/uy,
} as const;

/** Everything of the text, as tokens; or the first thing in it that the language does not have. */
export function readTokens(text: string): readonly RuleToken[] | RuleIssue {
  const tokens: RuleToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  while (at < text.length) {
    if (take(patterns.space) !== undefined) continue;
    const start = at;
    const symbol = take(patterns.symbol);
    const string = symbol === undefined ? take(patterns.string) : undefined;
    const number = symbol === undefined && string === undefined ? take(patterns.number) : undefined;
    const path = at === start ? take(patterns.path) : undefined;
    let token: RuleToken | RuleIssue;
    if (symbol !== undefined) token = { kind: 'symbol', text: symbol === '!=' ? '<>' : symbol };
    else if (string !== undefined) token = stringToken(string);
    else if (number !== undefined) token = numberToken(number);
    else if (path !== undefined) token = nameToken(path, text.slice(at));
    else token = { issue: `\`${[...text.slice(at, at + 2)][0]}\` at character ${at + 1} is not supported in a rule` };
    if ('issue' in token) return token;
    tokens.push(token);
  }
  return tokens;
}

function stringToken(written: string): RuleToken {
  return { kind: 'string', text: written, value: written.slice(1, -1).replaceAll("''", "'") };
}

function numberToken(written: string): RuleToken | RuleIssue {
  return isNumberText(written)
    ? { kind: 'number', text: written }
    : { issue: `a number in a rule has at most ${digitsMax} digits` };
}

function nameToken(written: string, rest: string): RuleToken | RuleIssue {
  const called = /^\s*\(/.test(rest);
  const upper = written.toUpperCase();
  const lower = written.toLowerCase();
  if (words.has(upper)) return { kind: 'word', text: upper };
  if (called && functions.has(lower)) return { kind: 'function', text: lower };
  if (called) return { issue: `function \`${written}\` is not supported in a rule` };
  if (foreignWords.has(lower)) {
    return { issue: `\`${written}\` is not supported in a rule; a field of that name is written in double quotes` };
  }
  if (/^\s*'/.test(rest)) return { issue: `\`${written}\` before a string is not supported in a rule` };
  const parts = [...written.matchAll(new RegExp(name, 'gu'))].map(([part]) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
  if (parts.some((part) => part.includes('.'))) return { issue: 'the name of a field in a rule may not hold a dot' };
  const path = parts.join('.');
  return { kind: 'field', text: path, path };
}
