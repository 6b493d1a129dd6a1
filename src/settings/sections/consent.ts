import { z } from 'zod';
import { section } from '../section.js';
import { durationMs } from '../values/duration.js';
import { qualifiedName } from '../values/qualified-name.js';
import { condition, text } from '../values/text.js';
import { storeName } from './stores.js';

const table = section({
  store: storeName.describe('The PostgreSQL store that has the table. It speaks for relations of that store.'),
  serves: z
    .array(storeName)
    .optional()
    .describe('HTTP stores that it speaks for, too; all of them if not said and there is no other source.'),
  relation: qualifiedName('public.consents'),
  subject: text.describe("The column with the subject's id."),
  purpose: text.describe("The column with the purpose's name."),
  granted: condition.describe('The condition under which a record is a consent.'),
  until: text.optional().describe('The column with the moment at which a consent ends; NULL there: it does not.'),
  objected: condition
    .optional()
    .describe('The condition under which a record is an objection; if not said: one that is not a consent.'),
  recorded_at: text
    .optional()
    .describe('The column with the moment of the record. With it the latest record of a subject and purpose decides.'),
}).transform((source) => ({
  kind: 'table' as const,
  store: source.store,
  relation: source.relation,
  subjectColumn: source.subject,
  purposeColumn: source.purpose,
  granted: source.granted,
  untilColumn: source.until ?? null,
  objected: source.objected ?? null,
  recordedAtColumn: source.recorded_at ?? null,
  serves: source.serves ?? null,
}));

const managed = z.literal('managed').transform(() => ({ kind: 'managed' as const }));

const source = z.union([managed, table], { error: 'must be `managed`, or a table: `{ store: …, relation: … }`' });

/** Where consent and objections are found. */
export const consentSection = section({
  source: z
    .union([source, z.array(source).min(1, { error: 'must not be empty' })], {
      error: 'must be `managed`, a table, or a list of these, one a store',
    })
    .describe('`managed`: the schema `damask` of `state`. Else a table that exists already. Or a list, one a store.'),
  project_into: z.array(storeName).default([]).describe('PostgreSQL stores that get a copy of the current state.'),
  max_age: durationMs.prefault('2s').describe('Older knowledge than this refuses.'),
}).transform((consent) => ({
  sources: Array.isArray(consent.source) ? consent.source : [consent.source],
  projectInto: consent.project_into,
  ageMaxMs: consent.max_age,
}));

export type ConsentSettings = z.output<typeof consentSection>;
export type ConsentTableSettings = Extract<ConsentSettings['sources'][number], { kind: 'table' }>;
