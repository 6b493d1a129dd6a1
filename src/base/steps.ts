/** Work that can be left off where it yields, and gone on with later. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Does all of it at once. Throws what the work throws. */
export function inOneGo<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Goes on with it for `turnMs` milliseconds: a step that was begun is done to its end. Null when it is not finished then, and is to be
 * gone on with. Throws what the work throws.
 */
export function forATurn<Result extends object>(steps: Steps<Result>, turnMs: number): Result | null {
  const endMs = performance.now() + turnMs;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() >= endMs) return null;
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
