import { Random as SeededRandom } from '../../src/cli/demo/random.js';

/** A reproducible source of chance: the same seed gives the same statements. */
export class Random extends SeededRandom {
  /** One of the choices; a choice of weight 3 comes three times as often as one of weight 1. */
  weighted<Item>(choices: readonly (readonly [weight: number, item: Item])[]): Item {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of choices) {
      left -= weight;
      if (left < 0) return item;
    }
    throw new Error('nothing to choose from');
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const rest = [...items];
    const taken: Item[] = [];
    while (rest.length > 0) taken.push(...rest.splice(this.integer(0, rest.length - 1), 1));
    return taken;
  }
}
