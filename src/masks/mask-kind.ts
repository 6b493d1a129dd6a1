import type { Mask } from './mask.js';

/** What would be right, in one line without values. */
export interface MaskIssue {
  readonly issue: string;
}

/** One entry of the catalogue: fits a mask to its options, or says what would be right. */
export interface MaskKind {
  readonly name: string;
  /** One sentence for people: what is left to see. */
  readonly summary: string;
  fit(options: unknown): Mask | MaskIssue;
}

/** A mask that takes no options. */
export function plainKind(summary: string, mask: Mask): MaskKind {
  return {
    name: mask.name,
    summary,
    fit: (options) =>
      options === undefined || options === null ? mask : { issue: `mask \`${mask.name}\` takes no options` },
  };
}

/** Options as an object with no keys but `allowed`; undefined counts as empty. */
export function readOptions(options: unknown, allowed: readonly string[]): Readonly<Record<string, unknown>> | null {
  if (options === undefined || options === null) return {};
  if (typeof options !== 'object' || Array.isArray(options)) return null;
  return Object.keys(options).every((key) => allowed.includes(key)) ? { ...options } : null;
}

export function isIntegerBetween(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
