/** A length of time in the parts that PostgreSQL's interval keeps apart. */
export interface RetentionPeriod {
  readonly months: number;
  readonly days: number;
}

/** Ten thousand years: past any date that PostgreSQL would be asked to compare with. */
const monthsMax = 120_000;
const daysMax = 3_652_425;

/** Reads `5y`, `18mo`, `2w`, `90d`, or several together, such as `1y6mo`. Null when it is none of these, or no time at all. */
export function parseRetentionPeriod(text: string): RetentionPeriod | null {
  if (!/^(\d{1,7}(y|mo|w|d))+$/.test(text)) return null;
  const months = countOf(text, 'y') * 12 + countOf(text, 'mo');
  const days = countOf(text, 'w') * 7 + countOf(text, 'd');
  if (months + days === 0 || months > monthsMax || days > daysMax) return null;
  return { months, days };
}

function countOf(text: string, unit: string): number {
  let total = 0;
  for (const [, count] of text.matchAll(new RegExp(`(\\d+)${unit}`, 'g'))) total += Number(count);
  return total;
}
