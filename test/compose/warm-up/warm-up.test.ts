import { expect, test } from 'vitest';
import { sampleSession } from '../../../src/compose/warm-up/sample-gate.js';
import { sampleTexts } from '../../../src/compose/warm-up/sample-texts.js';
import { warmUp } from '../../../src/compose/warm-up/warm-up.js';
import { loadParser } from '../../../src/sql/index.js';

test.each(sampleTexts.map((sample, at) => [at, sample] as const))(
  'sample %i is planned to its end',
  async (_, sample) => {
    await loadParser();
    const verdict = sampleSession().admit(sample(300, 'tag'), 'simple');
    expect(verdict.kind === 'refuse' ? verdict.error.message : verdict.kind).toBe('forward');
  },
);

test('what is protected in a sample is guarded', async () => {
  await loadParser();
  const verdict = sampleSession().admit('SELECT email FROM people', 'simple');
  const sent = verdict.kind === 'forward' ? verdict.statement.bytes.toString() : '';
  expect(sent).toContain('damask_row');
  expect(sent).toContain("'Paris'");
});

test('others have their turn while samples are planned', async () => {
  let turns = 0;
  const each = setInterval(() => {
    turns += 1;
  }, 1);
  await warmUp();
  clearInterval(each);
  expect(turns).toBeGreaterThan(sampleTexts.length);
});
