/** Where, in a row that grows at its end and is used up from its front, each name stands first. */
export class LaterNames<Item> {
  readonly #namesOf: (item: Item) => readonly string[];
  /** By name, the numbers of the items that give it, and how many of those have been passed. Null until somebody asks. */
  #places: Map<string, { readonly numbers: number[]; passed: number }> | null = null;
  /** The number of the first item that has not been looked at. */
  #next = 0;

  /** @param namesOf the names that an item gives */
  constructor(namesOf: (item: Item) => readonly string[]) {
    this.#namesOf = namesOf;
  }

  /**
   * The number of the first item from `first` on that gives the name, or -1. Asked of many names, each item is looked at once.
   *
   * @param first numbers only grow, from one question to the next
   * @param end behind the last item
   */
  find(name: string, first: number, end: number, item: (number: number) => Item): number {
    this.#places ??= new Map();
    for (this.#next = Math.max(this.#next, first); this.#next < end; this.#next += 1) {
      for (const given of this.#namesOf(item(this.#next))) {
        const place = this.#places.get(given);
        if (place === undefined) this.#places.set(given, { numbers: [this.#next], passed: 0 });
        else place.numbers.push(this.#next);
      }
    }
    const place = this.#places.get(name);
    if (place === undefined) return -1;
    while ((place.numbers[place.passed] ?? first) < first) place.passed += 1;
    return place.numbers[place.passed] ?? -1;
  }

  /** Items have other numbers than before, or there are none. */
  forget(): void {
    this.#places = null;
    this.#next = 0;
  }
}
