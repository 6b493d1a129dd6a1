/** A tree that counts how often it is looked at. Whatever is done to it is done to the tree behind it. */
export function countedTree<Tree extends object>(tree: Tree): { readonly tree: Tree; readonly looks: () => number } {
  let looks = 0;
  const counted = new WeakMap<object, object>();
  const count = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    let known = counted.get(value);
    if (known === undefined) {
      known = new Proxy(value, {
        get(target, key) {
          looks += 1;
          return count(Reflect.get(target, key));
        },
        ownKeys(target) {
          looks += 1;
          return Reflect.ownKeys(target);
        },
      });
      counted.set(value, known);
      // What is counted already is put into the tree as well.
      counted.set(known, known);
    }
    return known;
  };
  return { tree: count(tree) as Tree, looks: () => looks };
}
