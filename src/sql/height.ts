/** What an open parenthesis, bracket or CASE has in it so far. */
interface Level {
  readonly closedBy: 'mark' | 'end';
  /** Operators since the last comma, AND, OR and the like: each may stand on the one before. */
  steps: number;
  /** The tallest of what stood in parentheses since then: the operators may all stand on top of it. */
  tallest: number;
  /** The tallest of what stood before. */
  best: number;
  /** JOINs and UNIONs: each stands on the one before, whatever is between them. */
  chain: number;
  /** BETWEENs whose AND is still to come. */
  betweens: number;
}

/** What a level adds to a tree: a query in parentheses costs the parser as much stack as four operators do. */
const levelHeight = 4;

/** AND over OR, or a list. */
const listHeight = 2;

/** Words that are operators. */
const operatorWords = new Set([
  'not',
  'is',
  'in',
  'like',
  'ilike',
  'similar',
  'between',
  'collate',
  'at',
  'isnull',
  'notnull',
  'overlaps',
  'operator',
]);

/** Words between which expressions stand side by side. All are reserved: as names they stand after `.` and AS alone. */
const setWords = new Set(['union', 'intersect', 'except']);
const caseWords = new Set(['when', 'then', 'else']);

/** No word that counts here is longer. */
const wordLengthMax = 9;

/**
 * An upper bound on the height of a text's parse tree, from its tokens alone. Whatever parses has at most this height; what
 * it says of other texts does not matter.
 */
export class Height {
  readonly #levels: Level[] = [];
  #level: Level = newLevel('mark');
  #isName = false;
  #reached = 0;

  /** The bound for what was read so far. */
  get reached(): number {
    return Math.max(this.#reached, this.#levels.length * levelHeight, heightOf(this.#level));
  }

  word(text: string, start: number, end: number): void {
    const isName = this.#isName;
    this.#isName = false;
    if (isName || end - start > wordLengthMax) return;
    const word = text.slice(start, end).toLowerCase();
    this.#keyword(word);
    this.#isName = word === 'as';
  }

  #keyword(word: string): void {
    const level = this.#level;
    if (word === 'and' || word === 'or') this.#separateUnlessBetween(word);
    else if (setWords.has(word)) {
      level.chain += 1;
      separate(level);
    } else if (word === 'join') level.chain += 1;
    else if (word === 'case') this.#open('end');
    else if (level.closedBy === 'end' && caseWords.has(word)) separate(level);
    else if (level.closedBy === 'end' && word === 'end') this.#close();
    else if (operatorWords.has(word)) {
      level.steps += 1;
      if (word === 'between') level.betweens += 1;
    }
  }

  #separateUnlessBetween(word: string): void {
    const level = this.#level;
    if (word === 'and' && level.betweens > 0) level.betweens -= 1;
    else separate(level);
  }

  mark(mark: string): void {
    this.#isName = mark === '.';
    if (mark === '(' || mark === '[') this.#open('mark');
    else if (mark === ')' || mark === ']') this.#closeMark();
    else if (mark === ',') separate(this.#level);
    else if (mark === ';') this.#endStatement();
    else if (mark === ':') this.#level.steps += 1;
  }

  /** Each of its characters may be an operator of its own: `+-+-1`. */
  operator(length: number): void {
    this.#isName = false;
    this.#level.steps += length;
  }

  /** A constant, a parameter, a quoted name. */
  operand(): void {
    this.#isName = false;
  }

  #open(closedBy: Level['closedBy']): void {
    this.#levels.push(this.#level);
    this.#level = newLevel(closedBy);
  }

  #close(): void {
    const height = heightOf(this.#level) + levelHeight;
    this.#reached = Math.max(this.#reached, height);
    const outer = this.#levels.pop();
    if (outer === undefined) return;
    this.#level = outer;
    outer.tallest = Math.max(outer.tallest, height);
  }

  /** A CASE that has no END was none. */
  #closeMark(): void {
    while (this.#level.closedBy === 'end') this.#close();
    this.#close();
  }

  /** In parentheses, statements stand in a list (CREATE RULE … DO (…; …)). */
  #endStatement(): void {
    this.#reached = this.reached;
    const level = this.#level;
    separate(level);
    const height = level.best + level.chain;
    this.#level = { ...newLevel(level.closedBy), best: this.#levels.length === 0 ? 0 : height };
  }
}

function newLevel(closedBy: Level['closedBy']): Level {
  return { closedBy, steps: 0, tallest: 0, best: 0, chain: 0, betweens: 0 };
}

function heightOf({ steps, tallest, best, chain }: Level): number {
  return Math.max(best, steps + tallest) + chain + listHeight;
}

function separate(level: Level): void {
  level.best = Math.max(level.best, level.steps + level.tallest);
  level.steps = 0;
  level.tallest = 0;
  level.betweens = 0;
}
