import { describe, expect, test } from 'vitest';
import { planStatement, type ReadText, readText } from '../../src/enforce/plan-statements.js';
import type { SessionState } from '../../src/enforce/statements/statement-state.js';
import { GatewayError } from '../../src/errors/index.js';
import { limitsSection } from '../../src/settings/sections/limits.js';
import { defaultStatementLimits, readTemplate } from '../../src/sql/index.js';
import { Tokens } from '../../src/sql/tokens.js';
import { smallSpace } from '../enforce/small-view.js';
import { deepest, nestingTexts } from './costly-nesting.js';
import { costlyTexts } from './costly-texts.js';
import { countedTree } from './counted-tree.js';

/**
 * What one statement may cost, in what can be counted: its words, the relations that it reads, the statements of a text, and the
 * bytes that come of it. `COSTLY_CPU=1 npx vitest run test/fuzz/costly.test.ts` prints what each costs in time, which a test
 * can't say of a machine that it does not know; COSTLY_WORDS says how many words.
 */
const tokensMax = limitsSection.parse({}).statement_tokens;
const limits = { ...defaultStatementLimits, tokensMax };
const space = smallSpace('analyst');

const session: SessionState = {
  purposes: [],
  changed: false,
  rowsMax: null,
  remembered: { prepared: new Map(), cursors: new Map() },
  holds: () => true,
};

/** The bytes that would be sent; null when the text is refused. */
function judge(sql: string, within = limits): number | null {
  try {
    const read = readText(sql, [], within, readTemplate(sql));
    const planned = read.statements.map((statement) => planStatement(read, statement, space.view, session));
    return planned.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  } catch (fault) {
    if (fault instanceof GatewayError) return null;
    throw fault;
  }
}

function wordsOf(sql: string): number {
  const tokens = new Tokens(sql);
  let words = 0;
  while (tokens.next()) words += sql.charAt(tokens.start) === ',' ? 0.5 : 1;
  return words;
}

test('a text past the bound is not read', () => {
  expect(tokensMax).toBe(5_000);
  for (const [name, make] of Object.entries(costlyTexts)) {
    const sql = make(3 * tokensMax);
    if (wordsOf(sql) > tokensMax) expect([name, judge(sql)]).toEqual([name, null]);
  }
});

describe('what comes of a text within the bounds is no longer than', () => {
  /** 250 guards of four kilobytes each, and what the client wrote. */
  const sentBytesMax = 2_000_000;

  test.each(Object.entries(costlyTexts))('%s', (_, make) => {
    const sql = make(tokensMax * 0.7);
    expect(judge(sql) ?? 0).toBeLessThan(sentBytesMax);
  });
});

test('a text has so many statements, and a statement so many relations', () => {
  const statements = (count: number) => Array(count).fill('SELECT id FROM customers').join(';');
  expect(judge(statements(160))).not.toBeNull();
  expect(judge(statements(161))).toBeNull();
  const relations = (count: number) =>
    `SELECT 1 FROM ${Array(count)
      .fill('products')
      .map((name, at) => `${name} p${at}`)
      .join()}`;
  expect(judge(relations(250))).not.toBeNull();
  expect(judge(relations(251))).toBeNull();
});

/** How often planning looks at the tree of a text, for each of its words; null where it is not read. */
function looksForEachWord(sql: string): number | null {
  const read = tryRead(sql);
  if (read === null) return null;
  if (read.statements.length === 0) return null;
  const looks = read.statements.map((statement) => {
    const counted = countedTree(statement.node);
    try {
      planStatement(read, { ...statement, node: counted.tree }, space.view, session);
    } catch (fault) {
      if (!(fault instanceof GatewayError)) throw fault;
    }
    return counted.looks();
  });
  return looks.reduce((sum, one) => sum + one, 0) / wordsOf(sql);
}

function tryRead(sql: string): ReadText | null {
  try {
    return readText(sql, [], limits, readTemplate(sql));
  } catch (fault) {
    if (fault instanceof GatewayError) return null;
    throw fault;
  }
}

describe('a text is looked through as often for each word', () => {
  const isLinear = (text: string, shorter: string): boolean => {
    const [looks, before] = [looksForEachWord(text), looksForEachWord(shorter)];
    // What is refused is not looked through.
    return looks === null || before === null || looks < 2 * before;
  };

  test.each(Object.entries(nestingTexts))('however deep there are %s', (_, make) => {
    const words = 1_000;
    const depth = Math.min(deepest(make), words / 4);
    expect(isLinear(make(words, depth), make(words, Math.floor(depth / 4)))).toBe(true);
  });

  test.each(Object.entries(costlyTexts))('however many there are: %s', (_, make) => {
    expect(isLinear(make(2_000), make(500))).toBe(true);
  });

  test('most of these texts are read', () => {
    const texts = [
      ...Object.values(nestingTexts).map((make) => make(1_000, Math.min(deepest(make), 250))),
      ...Object.values(costlyTexts).map((make) => make(2_000)),
    ];
    expect(texts.filter((sql) => tryRead(sql) === null).length).toBeLessThan(texts.length / 20);
  });
});

// Not a test that is skipped: without the wish nothing is measured, and nobody is told of it.
if (process.env.COSTLY_CPU !== undefined) {
  test('the time that each takes', () => {
    const words = Number(process.env.COSTLY_WORDS ?? tokensMax);
    const cost = (sql: string) => {
      const before = process.cpuUsage();
      judge(sql, { ...limits, tokensMax: 2 * words });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    const rows = Object.entries(costlyTexts).map(([name, make]) => {
      const [half, whole] = [make(words / 2), make(words)];
      const least = (sql: string) => Math.min(...Array.from({ length: 4 }, () => cost(sql)));
      return { name, words: wordsOf(whole), milliseconds: least(whole), ofHalf: least(half) };
    });
    rows.sort((left, right) => right.milliseconds - left.milliseconds);
    const line = (row: (typeof rows)[number]) =>
      `${row.milliseconds.toFixed(1)} ms (half: ${row.ofHalf.toFixed(1)}) ${row.words} words: ${row.name}`;
    process.stdout.write(`${rows.map(line).join('\n')}\n`);
    expect(rows.length).toBeGreaterThan(0);
  }, 600_000);
}
