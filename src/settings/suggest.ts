/** The nearest of the known names to what was written, when it is near enough to be meant; else null. */
export function nearestName(written: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  // A third of the letters may be wrong; more is another word.
  let bestDistance = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(written.toLowerCase(), name.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean \`x\`?`, or a list of what there is, or nothing. To be put behind a sentence. */
export function suggestion(written: string, known: Iterable<string>): string {
  const names = [...known];
  const nearest = nearestName(written, names);
  if (nearest !== null) return `; did you mean \`${nearest}\`?`;
  if (names.length === 0 || names.length > 12) return '';
  return `; there ${names.length === 1 ? 'is' : 'are'} ${names.map((name) => `\`${name}\``).join(', ')}`;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one to the other; `limit` or more counts as `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? limit) + 1,
        (current[j - 1] ?? limit) + 1,
        (previous[j - 1] ?? limit) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[j - 2] ?? limit) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[b.length] ?? limit, limit);
}
