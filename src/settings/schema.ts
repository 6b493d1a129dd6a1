import { z } from 'zod';
import { section } from './section.js';
import { consentSection } from './sections/consent.js';
import { dataSection } from './sections/data.js';
import { keysSection } from './sections/keys.js';
import { limitsSection } from './sections/limits.js';
import { listenSection } from './sections/listen.js';
import { logSection } from './sections/log.js';
import { principalsSection } from './sections/principals.js';
import { purposesSection } from './sections/purposes.js';
import { recipientsSection } from './sections/recipients.js';
import { rulesSection } from './sections/rules.js';
import { stateSection } from './sections/state.js';
import { storesSection } from './sections/stores.js';

/** The whole configuration: the one source of its types, its validation and its published JSON Schema. */
export const settingsSchema = section({
  version: z.literal(1, { error: 'must be `1`' }).describe('The version of this format.'),
  listen: listenSection.describe('Where clients and operators connect.'),
  limits: limitsSection.prefault({}).describe('What one client may ask of the process.'),
  log: logSection.prefault({}).describe('What the gateway says of its own work.'),
  state: stateSection.optional().describe("The gateway's own database."),
  keys: keysSection.prefault({}).describe('Keys of masks.'),
  stores: storesSection.describe('What the gateway stands in front of.'),
  purposes: purposesSection.prefault({}).describe('What data may be used for.'),
  recipients: recipientsSection.prefault({}).describe('Who gets data.'),
  principals: principalsSection.prefault({}).describe('Who connects.'),
  consent: consentSection.optional().describe('Where consent and objections are found.'),
  data: dataSection.default([]).describe('What is personal, of which category, and whose.'),
  rules: rulesSection.default([]).describe('Which purpose may see what, and how.'),
}).transform((settings) => ({ ...settings, state: settings.state ?? null, consent: settings.consent ?? null }));

/** The configuration as the rest of the program gets it: trusted, all names resolved, secrets wrapped, times in milliseconds. */
export type Settings = z.output<typeof settingsSchema>;
