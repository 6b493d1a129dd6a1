import { z } from 'zod';
import { durationMs } from '../values/duration.js';

/** Of the connections of a section: whether, and when, a silent peer is asked if it is still there. */
export const keepAliveShape = {
  tcp_keepalive: z.boolean().default(true).describe('Have the system ask a silent peer whether it is still there.'),
  tcp_keepidle: durationMs
    .refine((ms) => ms === 0 || ms >= 1000, { error: 'must be a second or more, or 0' })
    .prefault(0)
    .describe('After what silence: then ten times, a second apart. 0: when and how often the system says.'),
};
