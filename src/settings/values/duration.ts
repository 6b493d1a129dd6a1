import { z } from 'zod';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const error = 'must be a duration: `500ms`, `10s`, `5m`, `1h`, `1d`, or a number of seconds';
const durationMsMax = 365 * 86_400_000;

/** A span of time in milliseconds. A number without a unit counts seconds, as in PgBouncer's settings. */
export const durationMs = z
  .union(
    [
      z.string({ error }).regex(/^\d{1,12}(\.\d{1,6})?\s*(ms|s|m|h|d)?$/, { error }),
      z.number({ error }).min(0, { error }),
    ],
    { error },
  )
  .transform((value, context) => {
    const parts = /^([\d.]+)\s*([a-z]*)$/.exec(String(value));
    const ms = Math.round(Number(parts?.[1]) * (unitMs[parts?.[2] || 's'] ?? Number.NaN));
    if (Number.isSafeInteger(ms) && ms <= durationMsMax) return ms;
    context.addIssue({ code: 'custom', message: 'must not be longer than `365d`' });
    return z.NEVER;
  });
