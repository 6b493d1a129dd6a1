import { expect, test } from 'vitest';
import { assertWithinLimits, defaultStatementLimits } from '../../src/sql/index.js';
import { hostileTexts } from './hostile-texts.js';

test.each(Object.entries(hostileTexts))('a mebibyte of %s is refused in less than 50 ms', (_, textOf) => {
  const grows = (textOf(2_000).length - textOf(1_000).length) / 1_000;
  const text = textOf(Math.floor(1_000_000 / grows));
  expect(text.length).toBeGreaterThan(900_000);
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    expect(() => assertWithinLimits(text, defaultStatementLimits)).toThrow(
      expect.objectContaining({ code: 'statement_too_complex' }),
    );
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  // Compilers and collectors run in the same process: once in five is enough.
  expect(Math.min(...times)).toBeLessThan(50);
});
