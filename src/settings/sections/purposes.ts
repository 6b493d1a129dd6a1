import { z } from 'zod';
import { named, nameText, section } from '../section.js';
import { text, webAddress } from '../values/text.js';

const purpose = section({
  title: text.optional().describe('What the data are used for, in words that a person understands.'),
  basis: z
    .enum(['consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests'])
    .describe('Why that is lawful: GDPR Article 6(1). Subjects may object to legitimate interests.'),
  sale_or_share: z
    .boolean()
    .default(false)
    .describe('It sells or shares data (CCPA): denied to a request that carries `Sec-GPC: 1`.'),
  notice: webAddress.optional().describe('Where subjects can read about it.'),
});

/** What data may be used for. */
export const purposesSection = named(purpose, 'purpose').transform(
  (purposes) =>
    new Map(
      [...purposes].map(([name, { title, notice, basis, sale_or_share }]) => [
        name,
        { name, title: title ?? name, basis, saleOrShare: sale_or_share, notice: notice ?? null },
      ]),
    ),
);

export type PurposeSettings = z.output<typeof purposesSection> extends Map<string, infer Purpose> ? Purpose : never;

/** The name of a purpose where another section speaks of it. */
export const purposeName = nameText('purpose');
