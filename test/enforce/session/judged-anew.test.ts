import { expect, test } from 'vitest';
import { JudgedAnew } from '../../../src/enforce/session/judged-anew.js';
import type { Origin } from '../../../src/enforce/statements/effect.js';
import { defaultStatementLimits } from '../../../src/sql/index.js';
import { plan, smallSession, smallSpace } from '../small-view.js';

const space = smallSpace('analyst');
const text = 'SELECT city FROM customers';
const sentText = plan(text, 'analyst').text;
const origin = (changes: Partial<Origin> = {}): Origin => ({
  clientText: text,
  sentText,
  parameterTypes: [],
  spaceKey: 'of before',
  lookups: 0,
  mentions: null,
  isEarlier: false,
  ...changes,
});
const limits = { ...defaultStatementLimits, tokensMax: 10 };

test('what would be planned today as it was holds, and else does not', () => {
  const holds = new JudgedAnew().ofText(limits);
  expect(holds(origin(), space, smallSession)).toBe(true);
  expect(holds(origin({ sentText: `${sentText} ` }), space, smallSession)).toBe(false);
});

test('a text has so much judged anew, of which what was found to hold is no part', () => {
  const anew = new JudgedAnew();
  const origins = [origin(), origin(), origin()];
  const holds = anew.ofText(limits);
  const ask = (one: Origin | undefined) => holds(one!, space, smallSession);
  // Four words each.
  expect([ask(origins[0]), ask(origins[0]), ask(origins[1]), ask(origins[0])]).toEqual([true, true, true, true]);
  expect(() => ask(origins[2])).toThrow(
    expect.objectContaining({ code: 'statement_too_complex', hint: 'run it in several texts' }),
  );
  expect(anew.ofText(limits)(origins[2]!, space, smallSession)).toBe(true);
});

test('what was planned in the space of today is not looked at', () => {
  const holds = new JudgedAnew().ofText({ ...limits, tokensMax: 0 });
  expect(holds(origin({ spaceKey: space.key }), space, smallSession)).toBe(true);
  expect(() => holds(origin({ spaceKey: space.key, isEarlier: true }), space, smallSession)).toThrow('judged anew');
});
