import { z } from 'zod';
import { named, nameText, section } from '../section.js';
import { category } from '../values/category.js';
import { dayEnd, dayStart } from '../values/day.js';
import { text } from '../values/text.js';
import { purposeName } from './purposes.js';

const agreement = section({
  reference: text.describe('How the contract is called.'),
  from: dayStart.describe('The first day on which it is in force, UTC.'),
  until: dayEnd.describe('The last day on which it is in force, UTC.'),
  transfer: text.optional().describe('What allows the transfer to a third country: `adequacy`, `SCC`, `BCR` …'),
})
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'must not be before `from`' })
  .transform((value) => ({ ...value, transfer: value.transfer ?? null }));

const recipient = section({
  title: text.optional(),
  role: z
    .enum(['controller', 'joint_controller', 'processor', 'third_party', 'authority'])
    .describe('GDPR Article 4(7)-(10). A processor needs an agreement.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'must be a country in two letters, ISO 3166: `DE`' })
    .optional(),
  agreement: agreement.optional(),
  purposes: z.array(purposeName).optional().describe("What it may use data for; its principals' purposes if not said."),
  categories: z.array(category).optional().describe('What may be shared with it; all if not said.'),
});

/** Who gets data. */
export const recipientsSection = named(recipient, 'recipient').transform(
  (recipients) =>
    new Map(
      [...recipients].map(([name, recipient]) => [
        name,
        {
          name,
          title: recipient.title ?? name,
          role: recipient.role,
          country: recipient.country ?? null,
          agreement: recipient.agreement ?? null,
          purposes: recipient.purposes === undefined ? null : new Set(recipient.purposes),
          categories: recipient.categories ?? null,
        },
      ]),
    ),
);

export type RecipientSettings =
  z.output<typeof recipientsSection> extends Map<string, infer Recipient> ? Recipient : never;

/** The name of a recipient where another section speaks of it. */
export const recipientName = nameText('recipient');
