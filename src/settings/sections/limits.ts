import { z } from 'zod';
import { section } from '../section.js';

/** What one client may ask of the process that all share. */
export const limitsSection = section({
  statement_tokens: z
    .number()
    .int()
    .min(1_000)
    .max(65_000)
    .default(8_000)
    .describe(
      'Words, values and marks that one statement may have. Reading it holds up all others: some 3 ms for a thousand.',
    ),
});

export type LimitsSettings = z.output<typeof limitsSection>;
