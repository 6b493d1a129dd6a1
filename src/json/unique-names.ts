import { tooLarge } from './refusals.js';

/** Names of one object, none of them twice: of those that come out alike the later become `name~2`, `name~3`, …. */
export class UniqueNames {
  readonly #max: number;
  /** With the number that the next of this name would have. */
  readonly #taken = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** The name to write for `wanted`. */
  add(wanted: string): string {
    if (this.#taken.size >= this.#max) throw tooLarge('an object has too many members', 'membersMax');
    let name = wanted;
    let number = this.#taken.get(wanted) ?? 1;
    while (this.#taken.has(name)) {
      number += 1;
      name = `${wanted}~${number}`;
    }
    this.#taken.set(wanted, number);
    if (name !== wanted) this.#taken.set(name, 1);
    return name;
  }
}
