import { nextTurn } from '../../base/index.js';
import { loadParser } from '../../sql/index.js';
import { sampleSession } from './sample-gate.js';
import { sampleTexts } from './sample-texts.js';

/** Words of a sample, and how often there is one of each kind: by then Node has compiled most of what plans. */
const words = 300;
const rounds = 3;

/**
 * Plans samples, so that Node has compiled what plans before a client comes. Without it, reading the first statements of some
 * thousand words holds the clients of a process up for 50 to 80 ms each, afterwards for 10 to 30.
 *
 * Between samples others have their turn.
 */
export async function warmUp(): Promise<void> {
  await loadParser();
  const session = sampleSession();
  for (let round = 0; round < rounds; round += 1) {
    for (const sample of sampleTexts) {
      session.admit(sample(words, `round${round}`), 'simple');
      await nextTurn();
    }
  }
}
