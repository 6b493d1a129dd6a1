import { as, isStruct } from '../../sql/index.js';

/** What is known of a statement's parameters. */
export interface Parameters {
  /** Type OIDs that the client declared, by position; 0 or absent: none. */
  readonly types: readonly number[];
  /** In how many places each stands. */
  readonly uses: ReadonlyMap<number, number>;
}

export function surveyParameters(tree: unknown, types: readonly number[]): Parameters {
  const uses = new Map<number, number>();
  count(tree, uses);
  return { types, uses };
}

function count(value: unknown, uses: Map<number, number>): void {
  if (Array.isArray(value)) {
    for (const item of value) count(item, uses);
    return;
  }
  if (!isStruct(value)) return;
  const reference = as(value, 'ParamRef');
  if (reference !== undefined) {
    const number = Number(reference.number ?? 0);
    uses.set(number, (uses.get(number) ?? 0) + 1);
  }
  for (const key in value) count(value[key], uses);
}
