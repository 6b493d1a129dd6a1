import { expect, test } from 'vitest';
import { configuration, problems, warnings } from './load.js';

const columns = (id: string) => ({
  data: `data: [{ store: shop, relation: public.customers, subject: { kind: customer, column: id }, columns: { id: ${id}, email: user.contact.email } }]`,
});

test.each([
  [
    {
      rules:
        'rules: [{ name: a, purpose: delivery, fields: { user: { mask: token }, user.contact: { mask: { token: { a: 1 } } } } }]',
    },
    ['rules[0].fields.user.mask: the mask `token`', 'rules[0].fields["user.contact"].mask: the mask `token`'],
  ],
  [
    { consent: 'consent: { source: managed, project_into: [shop] }' },
    ['consent.source: managed consent', 'consent.project_into: copying consent into stores'],
  ],
  [{ consent: 'consent: { source: [managed] }' }, ['consent.source[0]: managed consent']],
])('what would be unsafe to ignore is refused until it is there: %j', async (sections, expected) => {
  const found = await problems(configuration(sections));
  expect(found.map((line) => line.replace(/^damask\.yaml:\d+:\d+: /, ''))).toEqual(
    expected.map((issue) => `${issue} is not available yet; take this out`),
  );
});

test.each([
  [{ state: 'state: { url: "postgres://a@127.0.0.1/damask" }' }, ["state: the gateway's own database"]],
  [{ listen: 'listen: { postgres: {}, admin: { console: true } }' }, ['listen.admin.console: the console page']],
  [columns('{ category: user.unique_id, lookup: exact, scan: true }'), []],
  [
    {
      stores:
        'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop", pool: { pool_mode: transaction, default_pool_size: 5 } } }',
    },
    [],
  ],
  [
    {
      stores: 'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop", pool: { pool_mode: session } } }',
    },
    [],
  ],
])('what can be ignored without harm is accepted with a warning: %j', async (sections, expected) => {
  const found = await warnings(configuration(sections));
  expect(found).toEqual(expected.map((warning) => expect.stringContaining(warning)));
  for (const warning of found) expect(warning).toContain('is not available yet; this has no effect');
});
