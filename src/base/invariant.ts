/** A fault of our own, never of the caller. It ends the session that hit it, and shows no more than `internal error`. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * States what must hold here.
 *
 * @throws InvariantError when it does not; `what` must hold no value from a statement or a row.
 */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new InvariantError(what);
}
