import { z } from 'zod';
import { section } from '../section.js';
import { category } from '../values/category.js';
import { integer } from '../values/integer.js';
import { targetKey } from '../values/target.js';
import { condition, text } from '../values/text.js';
import { principalName } from './principals.js';
import { purposeName } from './purposes.js';
import { recipientName } from './recipients.js';
import { treatment } from './treatment.js';

const when = section({
  principal: principalName.optional(),
  recipient: recipientName.optional(),
  without_training: text.optional().describe('Holds while the principal lacks this course.'),
}).transform((value) => ({
  ...(value.principal === undefined ? {} : { principal: value.principal }),
  ...(value.recipient === undefined ? {} : { recipient: value.recipient }),
  ...(value.without_training === undefined ? {} : { withoutTraining: value.without_training }),
}));

const rule = section({
  name: text.describe('What reports and explanations call it.'),
  purpose: purposeName,
  when: when.prefault({}).describe('All that is given must hold for the rule to apply.'),
  fields: z
    .record(category, treatment)
    .default({})
    .describe('Treatment by category. The most specific category speaks; among rules the strictest wins.'),
  write: z.array(category).default([]).describe('Categories that may be written.'),
  rows: z
    .record(text, condition)
    .default({})
    .describe('Condition by relation (`shop:public.customers`) or resource: only such rows are seen.'),
  limit: section({ rows: integer(1, 2_147_483_647).optional() })
    .default({})
    .describe('Past it the statement fails.'),
  withhold: z
    .enum(['null', 'absent'])
    .default('null')
    .describe('Withheld columns are NULL of their type, or not there at all.'),
}).transform((value) => ({
  name: value.name,
  purpose: value.purpose,
  when: value.when,
  fields: new Map(Object.entries(value.fields)),
  write: value.write,
  rows: Object.entries(value.rows).map(([written, condition]) => ({ target: targetKey(written), written, condition })),
  rowsMax: value.limit.rows ?? null,
  withholdAbsent: value.withhold === 'absent',
}));

/** Which purpose may see what, and how. */
export const rulesSection = z.array(rule);

export type RuleSettings = z.output<typeof rulesSection>[number];
