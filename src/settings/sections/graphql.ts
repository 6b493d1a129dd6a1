import { z } from 'zod';
import { section } from '../section.js';
import { period } from '../values/period.js';
import { filePath, text } from '../values/text.js';

const fieldName = text.describe('A field of the type: one scalar, without arguments.');

const typeEntry = section({
  subject: section({ kind: text.describe('What kind of person: `customer`.'), field: fieldName })
    .optional()
    .describe('Whose data an object is.'),
  retain: section({ field: fieldName, for: period }).optional().describe('Older objects are out of sight.'),
}).transform(({ subject, retain }) => ({
  subject: subject ?? null,
  retain: retain === undefined ? null : { field: retain.field, ...retain.for },
}));

const values = z
  .union([z.array(text), z.record(text, text.nullable())])
  .transform(
    (given): ReadonlyMap<string, string | null> =>
      new Map(Array.isArray(given) ? given.map((value) => [value, null] as const) : Object.entries(given)),
  );

const input = z
  .union(
    [
      text.nullable(),
      section({ finds: text.describe('The field that records are found by, in a mutation too.') }),
      section({
        values: values.describe('The values that may be given, with the field that each sorts or filters by.'),
      }),
    ],
    { error: 'must be a field (`Contact.email`), null, `{ finds: … }` or `{ values: … }`' },
  )
  .transform((given) => {
    if (given === null || typeof given === 'string') return { field: given, finds: false, values: null };
    return 'finds' in given
      ? { field: given.finds, finds: true, values: null }
      : { field: null, finds: false, values: given.values };
  });

const mapOf = <Entry extends z.ZodType>(entry: Entry) =>
  z
    .record(text, entry)
    .default({})
    .transform((entries) => new Map(Object.entries(entries as Record<string, z.output<Entry>>)));

/** What is said of a GraphQL resource beside the categories of its fields. */
export const graphqlSection = section({
  schema: filePath.describe("A file with the schema, in GraphQL's definition language."),
  introspection: z.boolean().default(false).describe('`__schema` and `__type` may be asked for.'),
  types: mapOf(typeEntry).describe('By type: whose data its objects are, and how long they are in sight.'),
  inputs: mapOf(input).describe(
    'Arguments (`Query.contacts(email:)`) and members of input objects (`Filter.email`) that may be given, with the field ' +
      'that each finds by or, in a mutation, writes. Any other is refused.',
  ),
  mutations: mapOf(z.array(text).min(1, { error: 'must name what the mutation writes' })).describe(
    'Mutations that may be asked for, with the fields (`Contact.name`) or whole types (`Contact`) that each writes.',
  ),
  persisted: mapOf(text).describe('Queries by the SHA-256 of their text: what may be asked for by hash alone.'),
});
