import { z } from 'zod';
import { text } from '../values/text.js';

/** A mask as it is written, not yet known to exist. The masks' own room judges name and options. */
export interface MaskSettings {
  readonly name: string;
  /** What stands beside the name; undefined when nothing does. */
  readonly options: unknown;
}

const error = 'must be `pass`, `withhold` or `{ mask: … }`';

const maskName = text.regex(/^[a-z][a-z0-9_]*$/, { error: 'must be the name of a mask, such as `last4`' });

const onlyMask = z
  .record(maskName, z.unknown())
  .refine((value) => Object.keys(value).length === 1, { error: 'must be one mask: `{ bucket: 50 }`' });

/**
 * What happens to a field. A mask's options stand beside its name, or below it:
 * `{ mask: last4 }`, `{ mask: pseudonym, length: 12 }`, `{ mask: { bucket: 50 } }`, `{ mask: { partial: { first: 1 } } }`.
 */
export const treatment = z
  .union([z.enum(['pass', 'withhold']), z.looseObject({ mask: z.union([maskName, onlyMask], { error }) })], { error })
  .transform((value, context) => {
    if (value === 'pass' || value === 'withhold') return { kind: value };
    const { mask, ...beside } = value;
    const hasOptionsBeside = Object.keys(beside).length > 0;
    if (typeof mask === 'string') {
      const spec: MaskSettings = { name: mask, options: hasOptionsBeside ? beside : undefined };
      return { kind: 'mask' as const, mask: spec };
    }
    if (hasOptionsBeside) {
      context.addIssue({ code: 'custom', message: 'must have its options beside the name or below it, not both' });
      return z.NEVER;
    }
    const [[name, options] = ['', undefined]] = Object.entries(mask);
    const spec: MaskSettings = { name, options: options === null ? undefined : options };
    return { kind: 'mask' as const, mask: spec };
  });

export type TreatmentSettings = z.output<typeof treatment>;
