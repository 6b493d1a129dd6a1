import { expect, test } from 'vitest';
import { configuration, load, problems } from './load.js';

const sdl = `
  input Filter { email: String }
  type Contact { id: ID!, email: String, boss: Contact, tags: [String], note(of: ID!): String }
  type Query { contacts(where: Filter, first: Int): [Contact] }
  type Mutation { rename(id: ID): Contact }
`;

const files = (graphql: string, fields: string, schema = sdl, more: Readonly<Record<string, string>> = {}) => ({
  'a.yaml': configuration({
    listen: 'listen: { postgres: { port: 6432 }, http: { port: 8080 } }',
    stores:
      'stores: { shop: { kind: postgres, url: "postgres://damask:pw@127.0.0.1/shop" }, crm: { kind: http, url: "http://127.0.0.1:4000", mount: /crm } }',
    data: `data: [{ store: shop, relation: public.customers, subject: { kind: customer, column: id }, columns: { id: user.unique_id, email: user.contact.email } },
  { store: crm, resource: POST /graphql, graphql: { schema: x.graphql, ${graphql} }, fields: { ${fields} } }]`,
    ...more,
  }),
  'x.graphql': schema,
});
const good = 'Contact.email: user.contact.email';
const of = async (graphql: string, fields = good, schema = sdl, more?: Readonly<Record<string, string>>) =>
  (await problems(files(graphql, fields, schema, more))).map((line) => line.replace(/^\S+ /, ''));

test('the schema is a file beside the configuration, and its text is what is kept', async () => {
  const { settings, origin } = await load(
    files(
      'types: { Contact: { subject: { kind: customer, field: id }, retain: { field: id, for: 2y } } }, inputs: { "Filter.email": Contact.email, "Query.contacts(first:)": null, "Mutation.rename(id:)": { finds: Contact.email } }, mutations: { rename: [Contact.email] }',
      good,
    ),
  );
  const entry = settings.data[1];
  expect(entry).toMatchObject({ kind: 'graphql', resource: 'POST /graphql', statuses: [200, 201] });
  if (entry?.kind !== 'graphql') throw new Error('no GraphQL resource');
  expect(entry.graphql.schema).toBe(sdl);
  expect(entry.graphql.introspection).toBe(false);
  expect(entry.graphql.types.get('Contact')).toEqual({
    subject: { kind: 'customer', field: 'id' },
    retain: { field: 'id', months: 24, days: 0 },
  });
  expect([...entry.graphql.inputs]).toEqual([
    ['Filter.email', { field: 'Contact.email', finds: false, values: null }],
    ['Query.contacts(first:)', { field: null, finds: false, values: null }],
    ['Mutation.rename(id:)', { field: 'Contact.email', finds: true, values: null }],
  ]);
  expect(origin.files.some(({ path }) => path.endsWith('x.graphql'))).toBe(true);
});

test.each([
  ['', good, 'type Query {', '.graphql.schema: is no GraphQL schema: Syntax Error'],
  ['', good, 'type Query { a: Missing }', '.graphql.schema: is no GraphQL schema: Unknown type "Missing"'],
  ['', 'Contact.emial: user.contact.email', sdl, 'the schema has no `Contact.emial`; did you mean `Contact.email`?'],
  ['', 'Filter.email: user.contact.email', sdl, 'the schema has no `Filter.email`'],
  ['', '', sdl, '.fields: must name a field'],
  ['types: { Contcat: {} }', good, sdl, '.types.Contcat: the schema has no `Contcat`; did you mean `Contact`?'],
  [
    'types: { Contact: { subject: { kind: customer, field: uid } } }',
    good,
    sdl,
    '.subject.field: the schema has no `Contact.uid`',
  ],
  ['types: { Contact: { subject: { kind: customer } } }', good, sdl, '.subject.field: is missing'],
  ...['boss', 'tags', 'note'].map((field) => [
    `types: { Contact: { retain: { field: ${field}, for: 2y } } }`,
    good,
    sdl,
    `\`Contact.${field}\` must be one scalar, without arguments`,
  ]),
  ['inputs: { "Query.contacts(where:)": null }', good, sdl, 'the schema has no `Query.contacts(where:)`'],
  ['inputs: { Filter.email: Contact.id }', good, sdl, '`fields` has no `Contact.id`'],
  ['inputs: { Filter.email: { values: { a: Contact.id } } }', good, sdl, '`fields` has no `Contact.id`'],
  ['inputs: { Filter.email: 7 }', good, sdl, 'must be a field (`Contact.email`), null'],
  ['mutations: { renam: [Contact] }', good, sdl, 'the schema has no `renam`; did you mean `rename`?'],
  ['mutations: { rename: [Company] }', good, sdl, '`fields` has no `Company`'],
  ['mutations: { rename: [] }', good, sdl, 'must name what the mutation writes'],
  ['introspect: true', good, sdl, 'did you mean `introspection`?'],
])('%s with %s: what is wrong is said where it stands', async (graphql, fields, schema, problem) => {
  expect((await of(graphql, fields, schema)).join('\n')).toContain(problem);
});

test('a file that is not there, a condition on a type that nobody declared, and one resource twice are found', async () => {
  const { 'x.graphql': _, ...alone } = files('', good);
  expect((await problems(alone)).join('\n')).toMatch(/graphql\.schema: the file `.*x\.graphql` does not exist/);
  const rule = (target: string) => ({
    rules: `rules: [{ name: a, purpose: delivery, fields: { user.contact: pass }, rows: { "${target}": "id = 1" } }]`,
  });
  expect(await of('', good, sdl, rule('crm:POST /graphql Contact'))).toEqual([]);
  expect((await of('', good, sdl, rule('crm:POST /graphql'))).join()).toContain('describes no `crm:POST /graphql`');
  const twice = files('', good);
  const again =
    '\n  { store: crm, resource: POST /graphql, graphql: { schema: x.graphql }, fields: { Contact.id: user } }]';
  expect(
    (await problems({ ...twice, 'a.yaml': twice['a.yaml'].replace(' }]\nrules', ` },${again}\nrules`) })).join(),
  ).toContain('`crm:POST /graphql` is already described');
});
