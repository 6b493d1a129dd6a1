import { z } from 'zod';
import { section } from '../section.js';
import { category } from '../values/category.js';
import { integer } from '../values/integer.js';
import { period } from '../values/period.js';
import { qualifiedName } from '../values/qualified-name.js';
import { text } from '../values/text.js';
import { graphqlSection } from './graphql.js';
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

/** Types that masks know, by their names in pg_type. */
const memberTypes = [
  'text',
  'int2',
  'int4',
  'int8',
  'numeric',
  'float8',
  'bool',
  'date',
  'timestamp',
  'timestamptz',
  'uuid',
  'inet',
] as const;

const member = z
  .union(
    [
      category,
      section({
        category,
        scan: z
          .union([z.boolean(), z.literal('whole')], { error: 'must be `true`, `false` or `whole`' })
          .default(false)
          .describe(
            'Free text, to be looked through for personal data. `whole`: in a stream each text comes whole in one event or line.',
          ),
        type: z
          .enum(memberTypes)
          .optional()
          .describe(
            'The PostgreSQL type that masks take it for, so that pseudonyms join; told by the value if not said.',
          ),
        decode: z
          .enum(['json', 'base64+json'])
          .optional()
          .describe('The text is a JSON document: its members are fields below this one.'),
        link: z
          .boolean()
          .optional()
          .describe(
            'An address of the store, such as of the next page: shown as the gateway’s, where it may be asked for.',
          ),
        keys: z.boolean().default(false).describe('An object whose member names are data of this category.'),
      })
        .refine(({ link, decode, keys }) => link !== true || (decode === undefined && !keys), {
          error: 'must be one of `link`, `decode` and `keys`',
        })
        .refine(
          ({ scan, link, decode, type = 'text' }) =>
            scan === false || (link !== true && decode === undefined && type === 'text'),
          {
            error:
              'must be free text to have `scan`: no `link`, no `decode` (its members are fields), no `type` but `text`',
          },
        ),
    ],
    { error: 'must be a category, or `{ category: … }`' },
  )
  .transform((value) =>
    typeof value === 'string'
      ? { category: value, lookup: 'none' as const, scan: false, isWhole: false, keys: false }
      : { lookup: 'none' as const, ...value, scan: value.scan !== false, isWhole: value.scan === 'whole' },
  );

const members = z.record(text, member).transform((entries) => new Map(Object.entries(entries)));

const parameterName = z.string().regex(/^[A-Za-z0-9_.~$@[\]-]+$/, { error: 'must be the name of a request parameter' });

const queryParameter = z
  .union(
    [
      parameterName,
      section({
        name: parameterName,
        field: text
          .nullable()
          .optional()
          .describe(
            'The field that it filters by: refused where the purpose may not read that. Null: none, whatever its name and value say.',
          ),
        values: z
          .union([z.array(text), z.record(text, text.nullable())])
          .optional()
          .describe('The values that may be given; as a map, with the field that each sorts or filters by.'),
      }),
    ],
    { error: 'must be the name of a parameter, or `{ name: …, field: … }`' },
  )
  .transform((value) => {
    if (typeof value === 'string') return { name: value, field: null, values: null, said: false };
    const { values } = value;
    const pairs =
      values === undefined
        ? null
        : Array.isArray(values)
          ? values.map((given) => [given, null] as const)
          : Object.entries(values);
    return {
      name: value.name,
      field: value.field ?? null,
      values: pairs === null ? null : new Map<string, string | null>(pairs),
      said: value.field === null,
    };
  });

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
  columns: fields.describe(
    'Category by column, and by member of a json column: `profile.email`, `devices[*].ip`. What is not named is withheld.',
  ),
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
    .regex(/^(GET|HEAD|POST|PUT|PATCH|DELETE) (\/([A-Za-z0-9._~-]+|\{[A-Za-z_][A-Za-z0-9_]*\}))+\/?$/, {
      error: 'must be a method and a path: `GET /v1/contacts/{id}`',
    }),
  records: z.string().regex(/^\$/, { error: 'must be a JSONPath (RFC 9535), such as `$.items[*]`' }).default('$'),
  subject: section({ kind: subjectKind, field: text.describe("The field with the subject's id.") })
    .optional()
    .describe('Whose data a record is.'),
  parameters: z
    .record(text, text.nullable())
    .default({})
    .describe('The field that each path parameter gives, or null; the field of the same name if not said.'),
  query: z.array(queryParameter).default([]).describe('Request parameters that are passed on; any other is refused.'),
  retain: section({ field: text, for: period }).optional().describe('Older records are out of sight.'),
  format: z
    .enum(['json', 'ndjson', 'json-seq', 'sse', 'csv', 'form'])
    .default('json')
    .describe('What bodies of answers are, whatever their header says.'),
  body: z.enum(['json', 'form']).default('json').describe('What bodies of requests are.'),
  prefix: z
    .string()
    .regex(/^[\x21-\x7e]{1,32}\n?$/, { error: 'must be visible ASCII, with a line end behind it or not' })
    .optional()
    .describe("What stands before each JSON document against being read as a script, such as `)]}',\\n`."),
  delimiter: z.enum([',', ';', '\t', '|']).default(',').describe('What stands between the cells of CSV.'),
  events: z
    .array(text)
    .default([])
    .describe('Names of server-sent events that are passed on, beside those without a name.'),
  literals: z
    .array(text)
    .default([])
    .describe('Data of server-sent events that is no document and says nothing of anyone, such as `[DONE]`.'),
  match: z.enum(['exact', 'ci']).default('exact').describe('`ci`: names of members may be in capitals or not.'),
  statuses: z
    .array(integer(200, 599))
    .default([200, 201])
    .describe('Statuses whose bodies have this form; the body of any other is replaced.'),
  headers: z
    .record(z.string().regex(/^[a-z0-9-]+$/, { error: 'must be the name of a header, in small letters' }), category)
    .default({})
    .describe('Response headers that may be passed on, by what they tell.')
    .transform(plainFields),
  envelope: members
    .default(new Map())
    .describe('Category by path of members outside of the records. Any other is left out.'),
  fields: members.describe('Category by path within a record. A member that is not named is withheld.'),
  graphql: z.never().optional().describe('Makes it a resource that answers GraphQL operations.'),
}).transform((entry) => ({
  kind: 'resource' as const,
  ...entry,
  subject: entry.subject ?? null,
  prefix: entry.prefix ?? '',
  parameters: new Map(Object.entries(entry.parameters)),
  retain: entry.retain === undefined ? null : { field: entry.retain.field, ...entry.retain.for },
}));

const graphqlEntry = section({
  store: storeName,
  resource: z
    .string()
    .regex(/^POST (\/[A-Za-z0-9._~-]+)+\/?$/, { error: 'must be `POST` and a path: `POST /graphql`' }),
  graphql: graphqlSection.describe('The resource answers GraphQL operations.'),
  statuses: resourceEntry.in.shape.statuses,
  headers: resourceEntry.in.shape.headers,
  fields: members
    .superRefine((entries, context) => {
      for (const [name, { link }] of entries) {
        if (link === undefined) continue;
        context.addIssue({ code: 'custom', message: 'is of documents, not of GraphQL', path: [name, 'link'] });
      }
    })
    .describe('Category by `Type.field` of the schema. A field that is not named is null.'),
}).transform((entry) => ({ kind: 'graphql' as const, ...entry }));

function plainFields(categories: Readonly<Record<string, string>>) {
  return new Map(
    Object.entries(categories).map(([name, category]) => [name, { category, lookup: 'none' as const, scan: false }]),
  );
}

/** The data map: what is personal, of which category, and whose. */
export const dataSection = z.array(
  z.union([relationEntry, graphqlEntry, resourceEntry], { error: 'must have a `relation`, or a `resource`' }),
);

export type DataSettings = z.output<typeof dataSection>[number];
export type RelationSettings = Extract<DataSettings, { kind: 'relation' }>;
export type ResourceSettings = Extract<DataSettings, { kind: 'resource' }>;
export type GraphqlSettings = Extract<DataSettings, { kind: 'graphql' }>;
