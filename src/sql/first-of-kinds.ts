/** The first of each kind, in the order in which they stand; the first two where all are of one. */
export function firstOfKinds<One extends { readonly kind: string }>(all: readonly One[]): readonly One[] {
  const firsts = new Map<string, One>();
  for (const one of all) if (!firsts.has(one.kind)) firsts.set(one.kind, one);
  return firsts.size > 1 ? [...firsts.values()] : all.slice(0, 2);
}
