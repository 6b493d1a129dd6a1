import type { MaskSpec } from '../masks/index.js';

/**
 * The strictest of several masks: the one that shows nothing which any other does not show. Null when two of them each show
 * something that the other hides (the last four characters, a pseudonym): then no mask is strict enough, and the field is
 * withheld. The order of `masks` makes no difference.
 *
 * One mask is known to show at most what another shows when they are the same; when it is `null`, which shows nothing; when
 * it is `constant` or `redact`, which show only whether there is a value, as every mask but `null` does; and for `year`
 * beside `month`.
 */
export function strictestMask(masks: readonly MaskSpec[]): MaskSpec | null {
  const comparable = masks.every((a) => masks.every((b) => showsAtMost(a, b) || showsAtMost(b, a)));
  if (!comparable) return null;
  const strictest = masks.filter((mask) => masks.every((other) => showsAtMost(mask, other)));
  // Several are left when they are equal, or fixed values that differ in their text alone.
  return strictest.reduce<MaskSpec | null>((a, b) => (a !== null && identity(a) <= identity(b) ? a : b), null);
}

function showsAtMost(a: MaskSpec, b: MaskSpec): boolean {
  if (identity(a) === identity(b)) return true;
  if (a.name === 'null') return true;
  if (a.name === 'constant' || a.name === 'redact') return b.name !== 'null';
  return a.name === 'year' && b.name === 'month';
}

/** Equal for masks that are written alike, whatever the order of their options. */
function identity(mask: MaskSpec): string {
  return `${mask.name} ${canonical(mask.options)}`;
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '{}';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
    .sort()
    .join()}}`;
}
