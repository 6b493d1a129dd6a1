import { GatewayError } from '../errors/index.js';

/**
 * A bound on a text before the parser sees it. PostgreSQL's parser is recursive, and ours runs in WebAssembly, whose
 * memory does not survive running out of stack: so a text that could take it there is refused first.
 */
export interface StatementLimits {
  /** Bytes of UTF-8. */
  readonly statementBytesMax: number;
  /** Operators and nesting that can stand on one another's shoulders: the parse tree is at most about this deep. */
  readonly nestingMax: number;
  /** Words, constants and punctuation: what a parse tree is made of, and so what it costs. */
  readonly tokensMax: number;
}

/** The parser was seen to read chains of 2,000 operators on Node's default stack, and to fail at 10,000. */
export const defaultStatementLimits: StatementLimits = {
  statementBytesMax: 1_048_576,
  nestingMax: 1_000,
  // A parse costs some 3 µs a token; a thousand rows of ten values are 22,000.
  tokensMax: 25_000,
};

/** Texts shorter than this can't nest deeply enough to matter: every level takes at least two characters. */
const harmlessLength = 2_000;

/** Words that add a level to the tree without a parenthesis. */
const nestingWords =
  /^(?:and|or|not|union|intersect|except|join|case|is|in|like|ilike|similar|between|collate|at|when|else)$/i;

/**
 * @throws GatewayError `statement_too_complex` when the text is past a limit.
 */
export function assertWithinLimits(text: string, limits: StatementLimits): void {
  if (text.length < harmlessLength && text.length <= limits.statementBytesMax) return;
  if (Buffer.byteLength(text) > limits.statementBytesMax) {
    throw new GatewayError('statement_too_complex', `the statement is longer than ${limits.statementBytesMax} bytes`, {
      hint: 'send the data with COPY or with parameters',
    });
  }
  if (opensTooManyComments(text)) {
    throw new GatewayError('statement_too_complex', 'the statement opens too many comments within one another');
  }
  const { nesting, tokens } = measure(text, limits.nestingMax);
  if (tokens > limits.tokensMax) {
    throw new GatewayError(
      'statement_too_complex',
      `the statement has more than ${limits.tokensMax} words and values`,
      {
        hint: 'send the data with COPY or with parameters',
      },
    );
  }
  if (nesting > limits.nestingMax) {
    throw new GatewayError('statement_too_complex', 'the statement is nested too deeply', {
      hint: `it nests, or chains operators, more than ${limits.nestingMax} deep`,
    });
  }
}

/** PostgreSQL's scanner reads the rest of a run of operator characters anew at each comment that opens in it. */
const openersMax = 64;

function opensTooManyComments(text: string): boolean {
  for (const [run] of text.matchAll(/[-+*/<>=~!@#%^&|`?]{128,}/g)) {
    if (run.split('/*').length - 1 > openersMax) return true;
  }
  return false;
}

/** Strings, quoted names, comments, words, punctuation: enough of PostgreSQL's lexical rules (docs, 4.1) to count with. */
const token =
  /\s+|--[^\n]*|e'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([a-z_\u0080-\uffff][a-z0-9_\u0080-\uffff]*)?\$|[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*|[0-9][0-9a-z_.]*|\/\*|[-+*/<>=~!@#%^&|`?:]+|[\s\S]/giy;

/** An upper bound on how deep the parse tree of `text` gets: levels open at once, each with the operators chained in it. */
export function nestingOf(text: string): number {
  return measure(text).nesting;
}

function measure(
  text: string,
  nestingMax = Number.POSITIVE_INFINITY,
): { readonly nesting: number; readonly tokens: number } {
  const outer: number[] = [];
  let here = 0;
  let below = 0;
  let deepest = 0;
  let tokens = 0;
  token.lastIndex = 0;
  for (;;) {
    const match = token.exec(text);
    if (match === null) return { nesting: deepest, tokens };
    const word = match[0];
    const first = word.charCodeAt(0);
    // A comment to the end of the line.
    if (word.startsWith('--')) continue;
    if (first > 32) tokens += 1;
    // Past a limit it does not matter by how much.
    if (deepest > nestingMax) return { nesting: deepest, tokens };
    if (word === '/*') token.lastIndex = endOfComment(text, token.lastIndex);
    else if (first === 36 && word.length > 1) token.lastIndex = endOfDollarQuote(text, word, token.lastIndex);
    else if (word === '(' || word === '[') {
      outer.push(here);
      below += here + 1;
      here = 0;
    } else if (word === ')' || word === ']') {
      here = outer.pop() ?? 0;
      below -= here + 1;
      // What stood in the parentheses is now an operand: the next operator goes on top of it.
      here += 1;
    } else if (word === ',' || word === ';') here = 0;
    else if (isOperator(first) || nestingWords.test(word)) here += Math.max(1, isOperator(first) ? word.length : 1);
    if (below + here > deepest) deepest = below + here;
  }
}

function isOperator(first: number): boolean {
  return '-+*/<>=~!@#%^&|`?:'.includes(String.fromCharCode(first));
}

function endOfComment(text: string, from: number): number {
  let depth = 1;
  let at = from;
  while (depth > 0) {
    const open = text.indexOf('/*', at);
    const close = text.indexOf('*/', at);
    if (close < 0) return text.length;
    if (open >= 0 && open < close) {
      depth += 1;
      at = open + 2;
    } else {
      depth -= 1;
      at = close + 2;
    }
  }
  return at;
}

function endOfDollarQuote(text: string, tag: string, from: number): number {
  const close = text.indexOf(tag, from);
  return close < 0 ? text.length : close + tag.length;
}
