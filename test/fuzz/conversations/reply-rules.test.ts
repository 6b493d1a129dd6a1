import { expect, test } from 'vitest';
import type { RawFrame } from '../../pg/raw-client.js';
import { ReplyRules } from './reply-rules.js';

/** `>` and a type byte: sent; else a frame as RawClient tells it. Returns what is wrong. */
function judged(conversation: string): readonly string[] {
  const rules = new ReplyRules();
  return conversation.split(' ').flatMap((one) => {
    if (one.startsWith('>')) {
      rules.sends(one.slice(1));
      return [];
    }
    const type = one.startsWith('FATAL') ? 'E' : (one[0] as string);
    const wrong = rules.comes({ type, text: one, bytes: Buffer.alloc(0) } satisfies RawFrame);
    return wrong === null ? [] : [wrong];
  });
}

test.each([
  '>Q T D D C Z:I',
  '>Q I Z:I',
  '>Q C T D C N S E:22012 Z:I >Q C Z:I',
  '>P >B >D >E >C >S 1 2 T D s 3 Z:I',
  '>P >D >S 1 t n Z:I',
  '>P >B >E >S E:42601 Z:I',
  '>P >B >H 1 2 >E >S D C Z:T',
  '>P >H E:42601 >B >E >Q >S Z:I',
  '>Q G >d >d >c C Z:I',
  '>Q G >d >d E:22P02 Z:I >d >c >Q C Z:I',
  '>Q >d >f >Q G E:57014 Z:I C Z:I',
  '>Q H d d c C T D C Z:I',
  '>P >B >E >d >c >S 1 2 G C Z:I',
  '>P >B >E >S 1 2 G >d >c >S C Z:I',
  '>F V Z:I >F E:0A000 Z:I',
  '>S E:23503 Z:I',
  '>Q FATAL:57P01',
])('%s is as it should be', (conversation) => {
  expect(judged(conversation)).toEqual([]);
});

test.each([
  'Z:I',
  '>Q Z:I',
  '>Q D C Z:I T',
  '>Q C Z:I Z:I',
  '>Q T C C s',
  '>P >B >S 2 1 Z:I',
  '>P >S 1 E:42601 Z:I Z:I',
  '>P >B >E >S E:42601 2',
  '>S C',
  '>D >S 1',
  '>E >S D T',
  '>Q H d C',
  '>Q E:22012 C Z:I',
  '>Q FATAL:57P01 Z:I',
])('%s is not', (conversation) => {
  expect(judged(conversation)).not.toEqual([]);
});

test('an answer is owed when it will come by itself', () => {
  const rules = new ReplyRules();
  const owed = (...types: readonly string[]): boolean => {
    for (const type of types) rules.sends(type);
    return rules.isOwed;
  };
  expect([owed('P'), owed('B'), owed('H')]).toEqual([false, false, true]);
  const comes = (...texts: readonly string[]): boolean => {
    for (const text of texts) rules.comes({ type: text[0] as string, text, bytes: Buffer.alloc(0) });
    return rules.isOwed;
  };
  expect([comes('1'), comes('2'), owed('S'), comes('Z:I')]).toEqual([true, false, true, false]);
  expect([owed('Q'), comes('G'), owed('d'), owed('c'), comes('C', 'Z:I')]).toEqual([true, false, false, true, false]);
});
