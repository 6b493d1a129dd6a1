import sqlParser from 'node-sql-parser/build/postgresql.js';
import type { RuleExpression, RuleIssue } from './expression.js';
import { readCondition } from './read-tree.js';
import { type RuleToken, readTokens } from './tokens.js';

const sourceLengthMax = 10_000;
const tokensMax = 1_000;
/** The parser looks ahead at each parenthesis: nested ones cost it time that doubles. */
const nestingMax = 8;

/**
 * Reads a rule's condition, or says what would be right.
 *
 *   text → tokens (ours: every character is accounted for) → node-sql-parser's tree → our tree, and its tokens again
 *
 * node-sql-parser leaves things out without a word, and reads `a OR b AND c` as `(a OR b) AND c`. So it is shown nothing but
 * tokens of this language with placeholders for names and strings, each node that it builds must bind as SQL's precedence
 * has it (see read-tree.ts), and the tree must print the very tokens that were read, parentheses included: then there is one
 * way to read the rule, and this is it.
 */
export function parseRule(text: string): RuleExpression | RuleIssue {
  if (text.length > sourceLengthMax) return { issue: `a rule has at most ${sourceLengthMax} characters` };
  const tokens = readTokens(text);
  if ('issue' in tokens) return tokens;
  if (tokens.length === 0) return { issue: 'a rule says a condition' };
  if (tokens.length > tokensMax || nesting(tokens) > nestingMax) {
    return { issue: `a rule has at most ${tokensMax} words, and parentheses up to ${nestingMax} deep` };
  }
  const where = parseWhere(tokens.map(placeholder).join(' '));
  if (where === undefined) return { issue: 'not a condition that rules can say' };
  const read = readCondition(where, tokens);
  if ('issue' in read) return read;
  if (read.tokens.join(' ') !== tokens.map((token) => token.text).join(' ')) {
    return { issue: 'not a condition that rules can say without doubt; parentheses, none of them doubled, may help' };
  }
  const fields = new Set(tokens.flatMap((token) => (token.kind === 'field' ? [token.path] : [])));
  return freeze({ source: text, fields: [...fields], condition: read.value });
}

/** The columns or member paths that a rule reads. */
export const ruleFields = (rule: RuleExpression): readonly string[] => rule.fields;

/** Names and strings are shown to the parser by their number among the tokens. */
function placeholder(token: RuleToken, index: number): string {
  if (token.kind === 'field') return `f${index}`;
  return token.kind === 'string' ? `'s${index}'` : token.text;
}

/** The WHERE of the SELECT that the parser reads, or undefined when it does not accept the text. */
function parseWhere(condition: string): unknown {
  try {
    return Object(new sqlParser.Parser().astify(`SELECT 1 FROM t WHERE ${condition}`, { database: 'postgresql' }))
      .where;
  } catch {
    return undefined;
  }
}

function nesting(tokens: readonly RuleToken[]): number {
  let depth = 0;
  let deepest = 0;
  for (const { text, kind } of tokens) {
    if (kind !== 'symbol') continue;
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
