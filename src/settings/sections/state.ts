import type { z } from 'zod';
import { section } from '../section.js';
import { databaseUrl } from '../values/database-url.js';

/** The gateway's own database: consent, ledger and requests, in the schema `damask`. */
export const stateSection = section({ url: databaseUrl.describe('A PostgreSQL database.') });

export type StateSettings = z.output<typeof stateSection>;
