/** A repeatable stream of numbers below `below`. */
export function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // The low bits of such numbers come round soon.
    return (state >>> 8) % below;
  };
}
