import { GatewayError } from '../errors/index.js';
import { Height } from './height.js';
import { rescannedMax, Tokens } from './tokens.js';

/**
 * A bound on a text before the parser sees it. What PostgreSQL's parser answers with is written out by recursion, and ours
 * runs in WebAssembly, whose memory does not survive running out of stack: so a text that could take it there is refused
 * first. And while it parses, nothing else happens in this process.
 */
export interface StatementLimits {
  /** Bytes of UTF-8. */
  readonly statementBytesMax: number;
  /** Operators that can stand on one another's shoulders, and parentheses in one another, each of which counts as four. */
  readonly nestingMax: number;
  /** Words, constants and marks, of which a comma is half a one: what a parse tree is made of, and so what it costs. */
  readonly tokensMax: number;
}

export const defaultStatementLimits: StatementLimits = {
  statementBytesMax: 1_048_576,
  // On Node's default stack of 984 kB the parser gives up at 4,100 such steps of the costliest kind.
  nestingMax: 1_000,
  // A parse costs 2 to 6 µs a token; five thousand rows of five values are 47,500.
  tokensMax: 65_000,
};

/**
 * In time that is linear in the text's length, 10 ms for a text of 1 MiB.
 *
 * @throws GatewayError `statement_too_complex` when the text is past a limit.
 */
export function assertWithinLimits(text: string, limits: StatementLimits): void {
  // Each step takes a character at least.
  if (text.length < Math.min(limits.nestingMax / 4, limits.tokensMax, limits.statementBytesMax / 4)) return;
  if (text.length > limits.statementBytesMax || Buffer.byteLength(text) > limits.statementBytesMax) {
    throw longerThan(limits);
  }
  const { height, count, rescanned } = measure(text, limits);
  if (count > limits.tokensMax) {
    throw new GatewayError(
      'statement_too_complex',
      `the statement has more than ${limits.tokensMax} words and values`,
      {
        hint: 'send the data with COPY or with parameters',
      },
    );
  }
  if (rescanned > rescannedMax) {
    throw new GatewayError('statement_too_complex', 'the statement has too many operators or comments in one another');
  }
  if (height > limits.nestingMax) {
    throw new GatewayError('statement_too_complex', 'the statement is nested too deeply', {
      hint: `it nests, or chains operators, more than ${limits.nestingMax} deep`,
    });
  }
}

/** The refusal of a text of more bytes. */
export function longerThan({ statementBytesMax }: StatementLimits): GatewayError {
  return new GatewayError('statement_too_complex', `the statement is longer than ${statementBytesMax} bytes`, {
    hint: 'send the data with COPY or with parameters',
  });
}

/** An upper bound on how deep the parse tree of `text` gets, in the measure of `nestingMax`. */
export function nestingOf(text: string): number {
  return measure(text, { statementBytesMax: Infinity, nestingMax: Infinity, tokensMax: Infinity }).height;
}

/** How many words a text has, in the measure of `tokensMax`. */
export function wordsOf(text: string): number {
  return measure(text, { statementBytesMax: Infinity, nestingMax: Infinity, tokensMax: Infinity }).count;
}

interface Measure {
  readonly height: number;
  readonly count: number;
  readonly rescanned: number;
}

/** Past a limit it does not matter by how much. */
function measure(text: string, { nestingMax, tokensMax }: StatementLimits): Measure {
  const tokens = new Tokens(text);
  const height = new Height();
  let count = 0;
  while (tokens.next() && count <= tokensMax && tokens.rescanned <= rescannedMax && height.reached <= nestingMax) {
    count += 1;
    if (tokens.kind === 'word') height.word(text, tokens.start, tokens.end);
    else if (tokens.kind === 'mark') {
      const mark = text.charAt(tokens.start);
      // It parts what stands in a list, and is nothing in the tree.
      if (mark === ',') count -= 0.5;
      height.mark(mark);
    } else if (tokens.kind === 'operator') height.operator(tokens.end - tokens.start);
    else height.operand();
  }
  return { height: height.reached, count, rescanned: tokens.rescanned };
}
