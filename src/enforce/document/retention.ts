import type { ReadValue } from '../../json/index.js';

const day = /^\d{4}-\d{2}-\d{2}$/;
const momentPattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** The moment before which records are out of sight, as PostgreSQL reckons `now() - interval` in UTC. */
export function oldestKept(now: number, { months, days }: { readonly months: number; readonly days: number }): number {
  const at = new Date(now);
  const month = at.getUTCFullYear() * 12 + at.getUTCMonth() - months;
  const [year, monthOfYear] = [Math.floor(month / 12), ((month % 12) + 12) % 12];
  const lastDay = new Date(Date.UTC(year, monthOfYear + 1, 0)).getUTCDate();
  const moved = Date.UTC(year, monthOfYear, Math.min(at.getUTCDate(), lastDay)) + (now - startOfDay(now));
  return moved - days * 86_400_000;
}

/** Is a record whose field holds this recent enough? What is no date is not: SQL's NULL. */
export function isKept(
  value: ReadValue | undefined,
  now: number,
  period: { readonly months: number; readonly days: number },
): boolean {
  if (value?.type !== 'string') return false;
  const oldest = oldestKept(now, period);
  if (day.test(value.text)) return Date.parse(value.text) > startOfDay(oldest);
  if (!momentPattern.test(value.text)) return false;
  // A moment without a zone is read as UTC.
  const text = value.text.replace(' ', 'T');
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`) > oldest;
}

function startOfDay(ms: number): number {
  return Math.floor(ms / 86_400_000) * 86_400_000;
}
