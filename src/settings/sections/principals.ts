import { z } from 'zod';
import { named, nameText, section } from '../section.js';
import { dayEnd } from '../values/day.js';
import { text } from '../values/text.js';
import { authSection } from './auth.js';
import { purposeName } from './purposes.js';
import { recipientName } from './recipients.js';

const principal = section({
  recipient: recipientName.describe('For whom it acts.'),
  purposes: z
    .array(purposeName)
    .describe('What it may use data for. Empty for who only uses the console (`listen.postgres.admin_users`).'),
  auth: authSection,
  training: z
    .record(text, dayEnd)
    .default({})
    .describe('Courses that its people passed, each with the last day on which that counts.'),
  may: z
    .array(z.enum(['ddl', 'maintenance', 'explain', 'code', 'temp']))
    .default([])
    .describe('Classes of statement beyond reading and declared writes.'),
  lookups: section({
    per_minute: z
      .number()
      .int()
      .min(0)
      .max(100_000)
      .default(60)
      .describe('Values that it may look for in masked columns with `lookup: exact`, within any minute; 0: none.'),
  }).prefault({}),
});

/** Who connects. The name is the user name. */
export const principalsSection = named(principal, 'principal').transform(
  (principals) =>
    new Map(
      [...principals].map(([name, principal]) => [
        name,
        { ...principal, name, training: new Map(Object.entries(principal.training)), may: new Set(principal.may) },
      ]),
    ),
);

export type PrincipalSettings =
  z.output<typeof principalsSection> extends Map<string, infer Principal> ? Principal : never;

/** The name of a principal where another section speaks of it. */
export const principalName = nameText('principal');
