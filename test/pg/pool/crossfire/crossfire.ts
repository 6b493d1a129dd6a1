import { dice } from '../dice.js';
import { type Act, type Make, newOwn, type Own, type Roll } from './act.js';
import { type CrossfireClient, Lost } from './crossfire-client.js';

/** How long it goes on, and by which chance: `CROSSFIRE_SECONDS=300 CROSSFIRE_SEED=7`. */
export const seconds = Number(process.env.CROSSFIRE_SECONDS ?? 8);
export const seed = Number(
  process.env.CROSSFIRE_SEED ?? (process.env.CROSSFIRE_SECONDS === undefined ? 1 : Date.now() % 1_000_000),
);
const CLIENTS = 32;

/** Of those that may keep their connection at a time. */
const KEEPERS_MAX = 2;

/** What has come of it. */
export interface Count {
  acts: number;
  /** Why clients have lost their connections; there is a reason for so many at most as `kills` says. */
  readonly lost: string[];
  kills: number;
  keepers: number;
  ids: number;
}

export interface Crossfire {
  logIn(own: Own, roll: Roll): Promise<CrossfireClient>;
  /** What a client says next, of which it waits for all. */
  next(own: Own, roll: Roll, mayKeep: boolean, ids: number): Act[];
  leaves(own: Own, roll: Roll): Act;
  /** What befalls all of them, one thing after another. */
  mishap(roll: Roll, count: Count): Promise<void>;
}

/** Many clients at once, each followed by another; ends when the time is over, or something was wrong. */
export async function crossfire(parts: Crossfire): Promise<{ readonly count: Count; readonly failed: string[] }> {
  const count: Count = { acts: 0, lost: [], kills: 0, keepers: 0, ids: 0 };
  const untilMs = performance.now() + seconds * 1_000;
  let isBroken = false;
  const isOver = (): boolean => isBroken || performance.now() > untilMs;
  const roll = dice(seed);
  const rolls = Array.from({ length: CLIENTS + 1 }, () => dice(roll(1 << 20)));
  const all = rolls.map(async (own, at) => {
    if (at > 0) return clients(parts, own, count, isOver);
    while (!isOver()) await parts.mishap(own, count);
  });
  for (const one of all) {
    one.catch(() => {
      isBroken = true;
    });
  }
  const failed = (await Promise.allSettled(all)).flatMap((one) =>
    one.status === 'rejected' ? [String(one.reason)] : [],
  );
  return { count, failed };
}

/** One client after another, each with an id of its own. */
async function clients(parts: Crossfire, roll: Roll, count: Count, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    count.ids += 1;
    const own = newOwn(count.ids);
    let mayKeep = false;
    let client: CrossfireClient | null = null;
    try {
      client = await parts.logIn(own, roll);
      mayKeep = count.keepers < KEEPERS_MAX;
      if (mayKeep) count.keepers += 1;
      for (let left = 1 + roll(12); left > 0 && !isOver(); left--) {
        const acts = parts.next(own, roll, mayKeep, count.ids);
        await client.play(acts);
        count.acts += acts.length;
      }
      await client.play([parts.leaves(own, roll)]);
    } catch (fault) {
      if (!(fault instanceof Lost)) throw fault;
      count.lost.push(fault.message);
    } finally {
      if (mayKeep) count.keepers -= 1;
      client?.close();
    }
  }
}

/** None where there is none to be made now. */
export function made(make: Make, own: Own, roll: Roll): Act[] {
  const act = make(own, roll);
  if (act === null) return [];
  if (act.keeps !== undefined) own.keepsConnection = act.keeps;
  return [act];
}
