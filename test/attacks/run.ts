import { isDeepStrictEqual } from 'node:util';
import { say } from '../pg/raw-client.js';
import type { AttackCase, Attacker, Expectation } from './attack-case.js';
import { canariesFor, findCanaries } from './canaries.js';
import { type Door, type Heard, Wire } from './wire.js';

/** What is attacked: how each attacker logs in. */
export type Doors = (attacker: Attacker) => Door;

export interface AttackResult {
  readonly attack: AttackCase;
  /** `held`: as expected. `leaked`: a canary came. `otherwise`: no canary, and not what was expected. `broke`: no answer. */
  readonly outcome: 'held' | 'leaked' | 'otherwise' | 'broke';
  /** Canaries found, or what came instead. */
  readonly found: string;
}

/** Runs each case on a connection of its own, some at a time. A step that isn't answered within `answerMs` has no answer. `keys` may come nowhere either. */
export async function runAttacks(
  attacks: readonly AttackCase[],
  doors: Doors,
  { atOnce = 6, answerMs = 20_000, keys = [] as readonly string[] } = {},
): Promise<AttackResult[]> {
  const results: AttackResult[] = [];
  const queue = attacks.entries();
  const work = async () => {
    for (const [index, attack] of queue) results[index] = await runAttack(attack, doors(attack.as), answerMs, keys);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

async function runAttack(
  attack: AttackCase,
  door: Door,
  answerMs: number,
  keys: readonly string[],
): Promise<AttackResult> {
  const wire = new Wire(answerMs);
  let heard: Heard = { rows: [], tags: [], sqlstates: [], closed: false };
  let broke: string | null = null;
  try {
    const refusal = await wire.logIn(door, attack.startup ?? {});
    if (refusal !== null) heard = { ...heard, sqlstates: [refusal], closed: true };
    else {
      for (const step of attack.steps) {
        heard =
          typeof step === 'string'
            ? await wire.say(say.query(step), 1)
            : await wire.say(step.send, step.ready, step.bytewise);
      }
    }
  } catch (fault) {
    broke = String(fault);
  } finally {
    wire.close();
  }
  const canaries = findCanaries(wire.received, [...(attack.never ?? canariesFor(attack.as)), ...keys]);
  if (canaries.length > 0)
    return { attack, outcome: 'leaked', found: `${canaries.join(', ')} ${JSON.stringify(heard)}` };
  if (broke !== null) return { attack, outcome: 'broke', found: broke };
  const met = meets(heard, attack.expect);
  return { attack, outcome: met ? 'held' : 'otherwise', found: met ? '' : JSON.stringify(heard) };
}

function meets(heard: Heard, expect: Expectation): boolean {
  if (expect.kind === 'refused') return heard.sqlstates.includes(expect.sqlstate);
  if (heard.sqlstates.length > 0) return false;
  if (expect.rows !== undefined && !isDeepStrictEqual(heard.rows, expect.rows)) return false;
  return expect.tags === undefined || isDeepStrictEqual(heard.tags, expect.tags);
}
