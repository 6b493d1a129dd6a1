import { z } from 'zod';
import { durationMs } from '../values/duration.js';

/** MAX_TCP_KEEPIDLE of Linux. */
const KEEP_IDLE_SECONDS_MAX = 32_767;

/** Of the connections of a section: whether, and when, a silent peer is asked if it is still there. */
export const keepAliveShape = {
  tcp_keepalive: z.boolean().default(true).describe('Have the system ask a silent peer whether it is still there.'),
  tcp_keepidle: durationMs
    .refine((ms) => ms === 0 || (ms >= 1000 && ms <= KEEP_IDLE_SECONDS_MAX * 1000), {
      error: `must be from 1 to ${KEEP_IDLE_SECONDS_MAX} seconds, or 0`,
    })
    .prefault(0)
    .describe('After what silence: then ten times, a second apart. 0: when and how often the system says.'),
};
