import { expect, test } from 'vitest';
import { Progress } from '../../../src/cli/demo/progress.js';

test('a step says what it does before it is done, and how long it took after', async () => {
  let said = '';
  const progress = new Progress((text) => {
    said += text;
  });
  const result = await progress.step('cooking', async () => {
    expect(said).toBe('cooking … ');
    return 42;
  });
  expect(result).toBe(42);
  expect(said).toMatch(/^cooking … \d+\.\d s\n$/);
});

test('a step that fails ends its line, and the error goes on', async () => {
  let said = '';
  const progress = new Progress((text) => {
    said += text;
  });
  await expect(progress.step('cooking', () => Promise.reject(new Error('burnt')))).rejects.toThrow('burnt');
  expect(said).toBe('cooking … failed\n');
});
