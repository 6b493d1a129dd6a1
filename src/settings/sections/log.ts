import { z } from 'zod';
import { section } from '../section.js';

/** What the gateway says of its own work, on standard error. It never holds values, literals or secrets. */
export const logSection = section({
  level: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('How much is said. Read at the start.'),
});

export type LogSettings = z.output<typeof logSection>;
