import { z } from 'zod';
import { section } from '../section.js';

/** What one client may ask of the process that all share. */
export const limitsSection = section({
  statement_tokens: z
    .number()
    .int()
    .min(1_000)
    .max(65_000)
    .default(5_000)
    .describe(
      'Words, values and marks that one statement may have; commas count half. Planning it holds up all others: some 4 to 8 ms for a thousand.',
    ),
});

export type LimitsSettings = z.output<typeof limitsSection>;
