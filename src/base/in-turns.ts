import { setImmediate } from 'node:timers/promises';

/** How much is done at a time: some milliseconds of most work. */
const itemsAtOnce = 2_000;

/** Resolves when whatever else the process has to do has had its turn. */
export const nextTurn = (): Promise<void> => setImmediate();

/** The items in slices, in their order. Between two of them whatever else the process has to do has its turn. */
export async function* inTurns<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let from = 0; from < items.length; from += itemsAtOnce) {
    if (from > 0) await nextTurn();
    yield items.slice(from, from + itemsAtOnce);
  }
}
