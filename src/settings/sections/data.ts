import { z } from 'zod';
import { section } from '../section.js';
import { category } from '../values/category.js';
import { period } from '../values/period.js';
import { qualifiedName } from '../values/qualified-name.js';
import { text } from '../values/text.js';
import { storeName } from './stores.js';

const lookup = z.enum(['none', 'exact']);

const field = z
  .union(
    [
      category,
      section({
        category,
        lookup: lookup.default('none').describe('`exact`: may be asked for by its full value although it is masked.'),
        scan: z.boolean().default(false).describe('Free text, to be looked through for personal data.'),
      }),
    ],
    { error: 'must be a category, or `{ category: … }`' },
  )
  .transform((value) =>
    typeof value === 'string' ? { category: value, lookup: 'none' as const, scan: false } : value,
  );

const fields = z.record(text, field).transform((entries) => new Map(Object.entries(entries)));

const subjectKind = text.describe('What kind of person: `customer`.');

const ownSubject = section({ kind: subjectKind, column: text.describe("The column with the subject's id.") });

const throughSubject = section({
  kind: subjectKind,
  through: section({
    relation: qualifiedName('public.orders').describe('The relation that leads to the subject.'),
    on: text.describe('How rows are joined to it: `order_items.order_id = orders.id`.'),
  }),
});

const relationEntry = section({
  store: storeName,
  relation: qualifiedName('public.customers'),
  subject: z
    .union([ownSubject, throughSubject], { error: 'must be `{ kind: …, column: … }` or `{ kind: …, through: … }`' })
    .optional()
    .describe('Whose data a row is.'),
  retain: section({ column: text, for: period }).optional().describe('Older rows are out of sight.'),
  columns: fields.describe('Category by column. A column that is not named is withheld.'),
}).transform((entry) => ({
  kind: 'relation' as const,
  store: entry.store,
  relation: entry.relation,
  subject: entry.subject ?? null,
  retain: entry.retain === undefined ? null : { column: entry.retain.column, ...entry.retain.for },
  columns: entry.columns,
}));

const resourceEntry = section({
  store: storeName,
  resource: z
    .string()
    .regex(/^(GET|HEAD|POST|PUT|PATCH|DELETE) \/\S*$/, { error: 'must be a method and a path: `GET /v1/contacts`' }),
  records: z.string().regex(/^\$/, { error: 'must be a JSONPath (RFC 9535), such as `$.items[*]`' }).default('$'),
  subject: section({ kind: subjectKind, field: text }).optional(),
  query: z.array(text).default([]).describe('Request parameters that are passed on; any other is refused.'),
  retain: section({ field: text, for: period }).optional().describe('Older records are out of sight.'),
  fields: fields.describe('Category by path within a record.'),
}).transform((entry) => ({
  kind: 'resource' as const,
  ...entry,
  subject: entry.subject ?? null,
  retain: entry.retain === undefined ? null : { field: entry.retain.field, ...entry.retain.for },
}));

/** The data map: what is personal, of which category, and whose. */
export const dataSection = z.array(
  z.union([relationEntry, resourceEntry], { error: 'must have a `relation`, or a `resource`' }),
);

export type DataSettings = z.output<typeof dataSection>[number];
export type RelationSettings = Extract<DataSettings, { kind: 'relation' }>;
export type ResourceSettings = Extract<DataSettings, { kind: 'resource' }>;
