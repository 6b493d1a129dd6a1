/** Where work can be left off. What comes next after `long` may take a turn's time in one piece. */
export type Rest = 'long' | undefined;

/** Work that can be left off where it yields, and gone on with later. */
export type Steps<Result> = Generator<Rest, Result, undefined>;

/** Does all of it at once. Throws what the work throws. */
export function inOneGo<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Goes on with it for `turnMs` milliseconds: a step that was begun is done to its end. Null when it is not finished then, and is to be
 * gone on with. A long step is begun in the first quarter of a turn, or has one of its own. Throws what the work throws.
 */
export function forATurn<Result extends object>(steps: Steps<Result>, turnMs: number): Result | null {
  const startMs = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const tookMs = performance.now() - startMs;
    if (tookMs >= (step.value === 'long' ? turnMs / 4 : turnMs)) return null;
  }
}

/** As `map` of an array, of what is done in steps. */
export function* mapInSteps<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Steps<Result>,
): Steps<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) results.push(yield* work(item, index));
  return results;
}
