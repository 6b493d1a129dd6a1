import { expect, test } from 'vitest';
import { configuration, load, problems, warnings } from './load.js';

/** Sections to replace, and a piece of the one issue that they must give. */
type Case = readonly [what: string, sections: Record<string, string>, issue: string];

const customers =
  '{ store: shop, relation: public.customers, subject: { kind: customer, column: id }, columns: { id: user.unique_id, email: user.contact.email } }';
const orders = (subject: string) =>
  `{ store: shop, relation: public.orders, subject: ${subject}, columns: { id: system.operations } }`;
const rule = (fields: string) => ({ rules: `rules: [{ name: a, purpose: delivery, ${fields} }]` });
const data = (...entries: string[]) => ({ data: `data: [${[customers, ...entries].join(', ')}]` });
const principal = (more: string) => ({ principals: `principals: { app: { recipient: house, ${more} } }` });

const cases: readonly Case[] = [
  [
    'a recipient that is not declared',
    principal('purposes: [delivery], auth: { password: x }').principals === ''
      ? {}
      : { recipients: 'recipients: { hous: { role: controller } }' },
    'principals.app.recipient: there is no recipient `house` in `recipients`; did you mean `hous`?',
  ],
  [
    'a purpose that is not declared',
    principal('purposes: [delivery, sales], auth: { password: x }'),
    'principals.app.purposes[1]: there is no purpose `sales`',
  ],
  [
    'a time in which no client could take anything',
    { listen: 'listen: { postgres: {}, http: { port: 0, idle_timeout: 10ms } }' },
    'listen.http.idle_timeout: must be a second or more',
  ],
  [
    'an address that is a document as well',
    {
      listen: 'listen: { postgres: {}, http: { port: 0 } }',
      stores:
        'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop" }, crm: { kind: http, url: "http://127.0.0.1:1", mount: /crm } }',
      ...data('{ store: crm, resource: GET /a, fields: { a: { category: user.content, link: true, decode: json } } }'),
    },
    'must be one of `link`, `decode` and `keys`',
  ],
  [
    'a store that is not declared',
    data('{ store: crm, relation: public.a, columns: {} }'),
    'data[1].store: there is no store `crm` in `stores`; there is `shop`',
  ],
  [
    'a member of a column at any level',
    data('{ store: shop, relation: public.a, columns: { profile: user, "profile^.email": user } }'),
    'data[1].columns["profile^.email"]: is no path',
  ],
  [
    'a rule for a principal that is not declared',
    rule('when: { principal: ap }'),
    'rules[0].when.principal: there is no principal `ap` in `principals`; did you mean `app`?',
  ],
  [
    'a rule for a recipient that is not declared',
    rule('when: { recipient: x }'),
    'rules[0].when.recipient: there is no recipient `x`',
  ],
  [
    'a consent store that is not declared',
    { consent: 'consent: { source: [{ store: sho, relation: a.b, subject: s, purpose: p, granted: g }] }' },
    'consent.source[0].store: there is no store `sho` in `stores`; did you mean `shop`?',
  ],
  [
    'two rules of one name',
    { rules: 'rules: [{ name: a, purpose: delivery }, { name: a, purpose: delivery }]' },
    'rules[1].name: there is already a rule `a`',
  ],
  [
    'two keys of one id',
    { keys: `keys: { pseudonym: [{ id: k, secret: "${'A'.repeat(43)}=" }, { id: k, secret: "${'B'.repeat(43)}=" }] }` },
    'keys.pseudonym[1].id: there is already a key `k`',
  ],
  [
    'a short key',
    { keys: 'keys: { pseudonym: [{ id: k, secret: "c2hvcnQ=" }] }' },
    'keys.pseudonym[0].secret: must be 32 random bytes in base64',
  ],
  ['nothing to connect to', { listen: 'listen: {}' }, 'listen: must have `postgres`'],
  [
    'two listeners on one address',
    { listen: 'listen: { postgres: { port: 7000 }, admin: { port: 7000 } }' },
    'listen.admin: has the same address as `listen.postgres`',
  ],
  [
    'an open admin port',
    { listen: 'listen: { postgres: {}, admin: { host: 0.0.0.0 } }' },
    'listen.admin: needs a `token`, because other machines can reach it',
  ],
  [
    'TLS without a certificate',
    { listen: 'listen: { postgres: { tls: { mode: prefer } } }' },
    'listen.postgres.tls: needs `cert` and `key`',
  ],
  [
    'trust off loopback',
    {
      listen: 'listen: { postgres: { host: 0.0.0.0 } }',
      ...principal('purposes: [delivery], auth: { trust: loopback }'),
    },
    'principals.app.auth.trust: needs `listen.postgres.host` to be a loopback address',
  ],
  [
    'trust beside a password',
    principal('purposes: [delivery], auth: { trust: loopback, password: x }'),
    'principals.app.auth.trust: must stand alone',
  ],
  [
    'password beside its verifier',
    principal(
      `purposes: [delivery], auth: { password: x, scram: "SCRAM-SHA-256$4096:AAAA$${'A'.repeat(43)}=:${'A'.repeat(43)}=" }`,
    ),
    'principals.app.auth.scram: must not stand beside `password`',
  ],
  [
    'a verifier that is none',
    principal('purposes: [delivery], auth: { scram: "md5abc" }'),
    'principals.app.auth.scram: must be a SCRAM verifier',
  ],
  [
    'a principal without a way to log in',
    principal('purposes: [delivery], auth: {}'),
    'principals.app.auth: must say how the principal proves who it is',
  ],
  [
    'a statement class that is none',
    principal('purposes: [delivery], auth: { password: x }, may: [expalin]'),
    'principals.app.may[0]: must be one of `ddl`, `maintenance`, `explain`, `code`, `temp`; did you mean `explain`?',
  ],
  [
    'two stores for one database',
    {
      stores:
        'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop" }, b: { kind: postgres, url: "postgres://a@127.0.0.1/x", databases: [x, shop] } }',
    },
    'stores.b.databases[1]: `shop` already leads to the store `shop`',
  ],
  [
    'a store without a database',
    { stores: 'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1" } }' },
    'stores.shop.url: must name a database in `url`, or have `databases`',
  ],
  [
    'a function without its schema',
    { stores: 'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop", functions: [price_of] } }' },
    'stores.shop.functions[0]: must be a name with its schema, such as `app.price_of`',
  ],
  [
    'an authority that is not used',
    {
      stores:
        'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop", tls: { mode: require, ca: /etc/hosts } } }',
    },
    'stores.shop.tls.ca: is not used with `mode: require`',
  ],
  [
    'a certificate file that is not there',
    { stores: 'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop", tls: { ca: nothing.crt } } }' },
    'nothing.crt` does not exist',
  ],
  [
    'TLS said twice',
    { stores: 'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop?sslmode=require", tls: {} } }' },
    'stores.shop.url: must not say `sslmode` beside `tls`; keep one',
  ],
  [
    'a processor without agreement',
    { recipients: 'recipients: { house: { role: processor } }' },
    'recipients.house: a processor needs an `agreement',
  ],
  [
    'an agreement that ends before it starts',
    {
      recipients:
        'recipients: { house: { role: processor, agreement: { reference: x, from: 2026-02-02, until: 2026-02-01 } } }',
    },
    'recipients.house.agreement.until: must not be before `from`',
  ],
  [
    'a country that is none',
    { recipients: 'recipients: { house: { role: controller, country: Germany } }' },
    'recipients.house.country: must be a country in two letters',
  ],
  [
    'a way to the subject that joins by other names',
    data(
      orders(
        '{ kind: customer, through: { relation: public.customers, on: \'Orders.x = "customers".id AND orders.y = other.z\' } }',
      ),
    ),
    'data[1].subject.through.on: must join the two by columns',
  ],
  [
    'a relation described twice',
    data('{ store: shop, relation: \'"public"."customers"\', columns: {} }'),
    'data[1].relation: `shop:public.customers` is already described at damask.yaml:9; keep one',
  ],
  [
    'a way to the subject over an unknown relation',
    data(orders('{ kind: customer, through: { relation: public.customer, on: orders.x = customer.id } }')),
    'data[1].subject.through.relation: `data` has no relation `public.customer` in `shop`; did you mean `public.customers`?',
  ],
  [
    'a way to another kind of subject',
    data(orders('{ kind: employee, through: { relation: public.customers, on: orders.x = customers.id } }')).data === ''
      ? {}
      : {
          ...data(orders('{ kind: employee, through: { relation: public.customers, on: orders.x = customers.id } }')),
          consent: '',
          purposes: 'purposes: { delivery: { basis: contract } }',
        },
    'data[1].subject.through.relation: leads to a `customer`, not to a `employee`',
  ],
  [
    'a way to the subject that joins nothing',
    data(orders('{ kind: customer, through: { relation: public.customers, on: orders.x = 5 } }')),
    'data[1].subject.through.on: must join the two by columns',
  ],
  [
    'a purpose of consent without consent',
    { consent: '' },
    'purposes.offers.basis: `offers` needs consent, but there is no `consent.source` to ask',
  ],
  [
    'legitimate interests without objections',
    { consent: '', purposes: 'purposes: { delivery: { basis: legitimate_interests } }' },
    'purposes.delivery.basis: `delivery` may be objected to, but there is no `consent.source`',
  ],
  [
    'two consent tables in one store',
    {
      consent:
        'consent: { source: [{ store: shop, relation: a.b, subject: s, purpose: p, granted: g }, { store: shop, relation: a.c, subject: s, purpose: p, granted: g }] }',
    },
    'consent.source[1].store: `shop` already has a consent source',
  ],
  [
    'consent of two kinds of subject in one table',
    data('{ store: shop, relation: public.staff, subject: { kind: employee, column: id }, columns: {} }'),
    "consent.source: one table can't hold the consent of several kinds of subject",
  ],
  [
    'a category that covers nothing',
    rule('fields: { user.contact.emial: withhold }'),
    'rules[0].fields["user.contact.emial"]: no field in `data` is of the category `user.contact.emial`; did you mean `user.contact.email`?',
  ],
  [
    'a written category that covers nothing',
    rule('write: [user.unheard]'),
    'rules[0].write[0]: no field in `data` is of the category `user.unheard`',
  ],
  [
    'a shared category that covers nothing',
    { recipients: 'recipients: { house: { role: controller, categories: [user.nmae] } }' },
    'recipients.house.categories[0]: no field in `data` is of the category `user.nmae`',
  ],
  ['a category that is none', rule('fields: { User: pass }'), 'rules[0].fields.User: must be a category'],
  [
    'a mask that is none',
    rule('fields: { user: { mask: last5 } }'),
    'rules[0].fields.user.mask: there is no mask `last5`',
  ],
  [
    "a mask's options that do not fit",
    rule('fields: { user: { mask: { bucket: wide } } }'),
    'rules[0].fields.user.mask: `bucket` takes a number',
  ],
  [
    'options in two places',
    rule('fields: { user: { mask: { bucket: 5 }, length: 12 } }'),
    'rules[0].fields.user: must have its options beside the name or below it, not both',
  ],
  ['a keyed mask without a key', { keys: '' }, 'rules[0].fields["user.unique_id"].mask: `hash_id` needs a key'],
  [
    'a condition that is none',
    rule('rows: { "shop:public.customers": "a; b" }'),
    'rules[0].rows["shop:public.customers"]: is no condition',
  ],
  [
    'a condition for an unknown relation',
    rule('rows: { "shop:public.customer": "a" }'),
    'rules[0].rows["shop:public.customer"]: `data` describes no `shop:public.customer`; did you mean `shop:public.customers`?',
  ],
  [
    'two conditions for one relation',
    rule('rows: { "shop:public.customers": a, \'shop:"public"."customers"\': b }'),
    'names the same thing as the one before',
  ],
  [
    'a consent condition that is none',
    {
      consent:
        'consent: { source: { store: shop, relation: a.b, subject: s, purpose: p, granted: "f(x)", objected: "state = 2" } }',
    },
    'consent.source.granted: is no condition',
  ],
  [
    'an objection condition that is none',
    {
      consent:
        'consent: { source: { store: shop, relation: a.b, subject: s, purpose: p, granted: "a", objected: "f(x)" } }',
    },
    'consent.source.objected: is no condition',
  ],
];

test.each(cases)('%s is refused', async (_, sections, issue) => {
  const found = await problems(configuration(sections));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(issue);
});

test('a way to the subject that goes round is refused at each of its steps', async () => {
  const way = (relation: string) =>
    `{ kind: customer, through: { relation: public.${relation}, on: orders.a = items.b } }`;
  const items = `{ store: shop, relation: public.items, subject: ${way('orders')}, columns: {} }`;
  const message = 'leads back to where it came from, so it never reaches a subject';
  expect(await problems(configuration(data(orders(way('items')), items)))).toEqual([
    expect.stringMatching(`data.1..subject.through.relation: ${message}`),
    expect.stringMatching(`data.2..subject.through.relation: ${message}`),
  ]);
});

test.each<Case>([
  [
    'a timeout that differs between stores',
    {
      stores:
        'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop" }, b: { kind: postgres, url: "postgres://a@127.0.0.1/b", pool: { query_timeout: 5s } } }',
    },
    'stores.b.pool.query_timeout: the shortest of all stores counts, and this is it',
  ],
  [
    'a known category that covers nothing',
    rule('fields: { user.health: withhold }'),
    'rules[0].fields["user.health"]: no field in `data` is of the category `user.health`',
  ],
  [
    'a category that nobody knows',
    {
      data: 'data: [{ store: shop, relation: public.customers, columns: { id: user.unique_id, x: user.contact.unheard } }]',
    },
    'data[0].columns.x: `user.contact.unheard` is not a known category',
  ],
  [
    'client certificates that are not always asked for',
    {
      listen:
        'listen: { postgres: { tls: { mode: prefer, cert: /etc/hosts, key: /etc/hosts, client_ca: /etc/hosts } } }',
    },
    'listen.postgres.tls.client_ca: a client without TLS is not asked for a certificate',
  ],
  [
    'trust',
    principal('purposes: [delivery], auth: { trust: loopback }'),
    'principals.app.auth.trust: anybody on this machine can be `app`',
  ],
  [
    'code of its own',
    principal('purposes: [delivery], auth: { password: "${A_PASSWORD:-secret}" }, may: [explain, code]'),
    'principals.app.may: DO and functions of its own run past every guard',
  ],
  [
    'a listener without TLS off loopback',
    { listen: 'listen: { postgres: { host: 0.0.0.0 } }' },
    'listen.postgres: other machines can reach this without TLS',
  ],
  [
    'a store that is not verified',
    { stores: 'stores: { shop: { kind: postgres, url: "postgres://a@db/shop", tls: { mode: require } } }' },
    'stores.shop.tls.mode: `mode: require` does not know whom it talks to',
  ],
  [
    'a purpose without a rule',
    { rules: '' },
    'principals.app.purposes[0]: no rule speaks for `delivery`, so everything is withheld',
  ],
  [
    'a purpose that the recipient lacks',
    { recipients: 'recipients: { house: { role: controller, purposes: [offers] } }' },
    'principals.app.purposes[0]: `house` may not act for `delivery`, so this is always refused',
  ],
  [
    'a consent table that all can read',
    { stores: 'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop", unlisted: allow } }' },
    'consent.source.relation: clients can read this table as it is',
  ],
  [
    'a store whose subjects can not be asked',
    {
      stores:
        'stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop" }, b: { kind: postgres, url: "postgres://a@127.0.0.1/b" } }',
      ...data('{ store: b, relation: public.x, subject: { kind: customer, column: id }, columns: {} }'),
    },
    'stores.b: has no consent source, so nothing of it is shown for `offers`',
  ],
])('%s is accepted with a warning', async (_, sections, warning) => {
  const found = await warnings(configuration(sections));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(warning);
});

test.each([
  ['{ mask: last4 }', { name: 'last4', options: undefined }],
  ['{ mask: { bucket: 50 } }', { name: 'bucket', options: 50 }],
  ['{ mask: { partial: { first: 1, last: 2 } } }', { name: 'partial', options: { first: 1, last: 2 } }],
  ['{ mask: pseudonym, length: 12 }', { name: 'pseudonym', options: { length: 12 } }],
  [
    '{ mask: { pseudonym: { length: 12, scope: shared } } }',
    { name: 'pseudonym', options: { length: 12, scope: 'shared' } },
  ],
  ['{ mask: { last4: } }', { name: 'last4', options: undefined }],
])('the mask %s is read', async (written, mask) => {
  const { settings } = await load(configuration(rule(`fields: { user: ${written} }`)));
  expect(settings.rules[0]?.fields.get('user')).toEqual({ kind: 'mask', mask });
});

test('HTTP clients are served beside those of PostgreSQL, not alone', async () => {
  expect(await problems(configuration({ listen: 'listen: { http: { port: 8080 } }' }))).toEqual([
    expect.stringContaining('listen: serving HTTP alone is not available yet'),
  ]);
});

const crm = {
  listen: 'listen: { postgres: {}, http: {} }',
  stores:
    'stores: { shop: { kind: postgres, url: "postgres://damask:pw@127.0.0.1/shop" }, crm: { kind: http, url: "http://127.0.0.1:4000", mount: /crm } }',
};
const resource = (text: string) => ({
  ...crm,
  data: `data: [{ store: crm, ${text} }, { store: shop, relation: public.customers, columns: { id: user.unique_id, email: user.contact.email } }]`,
});
const fields = 'fields: { id: user.unique_id, email: user.contact.email }';

test.each([
  [`resource: GET /v1/c, records: "$.a[?@.b]", ${fields}`, 'records: is no path'],
  [`resource: GET /v1/c, fields: { "a?": user.contact }`, 'is no path'],
  [
    `resource: GET /v1/c, subject: { kind: customer, field: ids }, ${fields}`,
    '`fields` has no `ids`; did you mean `id`?',
  ],
  [`resource: GET /v1/c, query: [{ name: q, field: mail }], ${fields}`, '`fields` has no `mail`'],
  [`resource: GET /v1/c, query: [{ name: q, values: { a: nothing } }], ${fields}`, '`fields` has no `nothing`'],
  [`resource: "GET /v1/c/{number}", ${fields}`, 'which field does `{number}` give?'],
  [`resource: GET /v1/c, parameters: { id: id }, ${fields}`, '`resource` has no `{id}`'],
  [`resource: "GET /v1/{id}/{id}", ${fields}`, 'has a parameter twice'],
  [`resource: GET v1/c, ${fields}`, 'must be a method and a path'],
  [`resource: GET /v1/c, format: csv, prefix: "x", ${fields}`, 'prefix: needs `format: json`'],
  [`resource: GET /v1/c, prefix: " ", ${fields}`, 'prefix: must be visible ASCII'],
  ...['sse', 'ndjson', 'json-seq'].map((format): [string, string] => [
    `resource: GET /v1/c, format: ${format}, fields: { a: { category: user.content, scan: true } }`,
    `fields.a.scan: in \`format: ${format}\` a text can come in pieces`,
  ]),
  [
    `resource: GET /v1/c, format: sse, envelope: { a: { category: user.content, scan: true } }, ${fields}`,
    'envelope.a.scan: in `format: sse` a text can come in pieces',
  ],
  ...['link: true', 'decode: json', 'type: int8'].map((also): [string, string] => [
    `resource: GET /v1/c, fields: { a: { category: user.content, scan: true, ${also} } }`,
    'fields.a: must be free text to have `scan`',
  ]),
  [`resource: GET /v1/c, fields: { a: { category: user.content, scan: all } }`, 'must be `true`, `false` or `whole`'],
  [`resource: POST /v1/c, body: form, records: "$[*]", ${fields}`, 'body: needs `records: $`'],
])('a resource that does not hold together is said so: %s', async (text, message) => {
  expect((await problems(configuration(resource(text)))).join('\n')).toContain(message);
});

test('a text is looked through where it comes whole', async () => {
  for (const text of [
    'format: sse, fields: { a: { category: user.content, scan: whole } }',
    'fields: { a: { category: user.content, scan: true, type: text } }',
  ]) {
    const { settings } = await load(configuration(resource(`resource: GET /v1/c, ${text}`)));
    const [entry] = settings.data;
    expect(entry?.kind === 'resource' && entry.fields.get('a')).toMatchObject({ scan: true });
  }
});

test('an HTTP store has a listener, refuses what is unlisted, and is reached as safely as it says', async () => {
  const of = async (store: string, listen = crm.listen) =>
    (
      await problems(
        configuration({ ...crm, listen, stores: crm.stores.replace('mount: /crm', `mount: /crm${store}`) }),
      )
    ).join('\n');
  expect(await of('')).toBe('');
  expect(await of('', 'listen: { postgres: {} }')).toContain('stores.crm: needs `listen.http`');
  expect(await of(', unlisted: allow')).toContain('stores.crm.unlisted: must be `refuse`');
  expect(await of(', tls: { mode: verify-full }')).toContain('stores.crm.tls: needs a `url` with `https:`');
  const certificate = {
    principals: `principals: { app: { recipient: house, purposes: [delivery], auth: { certificate: "sha256:${'0'.repeat(64)}" } } }`,
  };
  expect((await problems(configuration({ ...crm, ...certificate }))).join('\n')).toContain(
    'needs `listen.http.tls.client_ca`',
  );
});

test.each([
  'host',
  'authorization',
  'range',
  'if-none-match',
  'x-http-method-override',
  'transfer-encoding',
  'x-original-url',
])('a header that would make another request of it is not passed on: %s', async (name) => {
  const store = `crm: { kind: http, url: "http://127.0.0.1:4000", mount: /crm, pass_headers: [x-request-id, ${name}] }`;
  const found = await problems(
    configuration({
      stores: `stores: { shop: { kind: postgres, url: "postgres://damask:pw@127.0.0.1/shop" }, ${store} }`,
    }),
  );
  expect(found.join('\n')).toContain('stores.crm.pass_headers[1]: is not passed on');
  expect(found.join('\n')).not.toContain('pass_headers[0]');
});
