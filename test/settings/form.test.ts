import { expect, test } from 'vitest';
import { configuration, load, problems } from './load.js';

test('a small configuration is read, with its defaults', async () => {
  const { settings, warnings } = await load(configuration());
  expect(warnings).toEqual([]);
  expect(settings.listen.postgres).toMatchObject({ host: '127.0.0.1', port: 6432, tls: null });
  expect(settings.stores.get('shop')).toMatchObject({
    name: 'shop',
    databases: ['shop'],
    unlisted: 'refuse',
    server: { host: '127.0.0.1', port: 5432, user: 'damask', database: 'shop' },
    tls: { mode: 'prefer' },
    pool: { poolMode: 'transaction', clientConnectionsMax: 1000, queryTimeoutMs: 0 },
  });
  expect(settings.rules[0]?.fields.get('user.unique_id')).toEqual({
    kind: 'mask',
    mask: { name: 'hash_id', options: undefined },
  });
});

test('everything wrong is said at once, with file, line, column, key and what would be right', async () => {
  const listen = 'listen:\n  postgres:\n    prot: 6432\n    port: 99999\n    host: 5';
  const stores =
    'stores:\n  shop: { kind: postgress, url: x }\n  other: { kind: postgres, pool: { query_timeout: 5x } }';
  expect(await problems(configuration({ listen, stores, rulez: 'rulez: []' }))).toEqual([
    'damask.yaml:4:5: listen.postgres.prot: unknown key; did you mean `port`?',
    'damask.yaml:5:11: listen.postgres.port: must be a whole number from 0 to 65535',
    'damask.yaml:6:11: listen.postgres.host: must be text',
    'damask.yaml:9:17: stores.shop.kind: must have a `kind`: `postgres` or `http`',
    'damask.yaml:10:10: stores.other.url: is missing; must be the URL of a PostgreSQL database: `postgres://role:password@host:5432/database`',
    'damask.yaml:10:51: stores.other.pool.query_timeout: must be a duration: `500ms`, `10s`, `5m`, `1h`, `1d`, or a number of seconds',
    'damask.yaml:17:1: rulez: unknown key; did you mean `rules`?',
  ]);
});

test('a part that does not fit hides no fault in the rest, and raises none there', async () => {
  const principals = [
    'principals:',
    '  app: { recipient: house, purposes: [delivery], auth: { pasword: pw } }',
    '  other: { recipient: huose, purposes: [ofers], auth: { password: pw } }',
  ].join('\n');
  const rules = [
    'rules:',
    '  - { name: broken, purpose: delivery, fields: { user: hide } }',
    '  - { name: deliver, purpose: delivrey, when: { principal: app }, limti: 1 }',
  ].join('\n');
  expect(await problems(configuration({ principals, rules }))).toEqual([
    'damask.yaml:8:56: principals.app.auth: must say how the principal proves who it is: `password`, `scram`, `api_key`, `jwt` or `certificate`',
    'damask.yaml:8:58: principals.app.auth.pasword: unknown key; did you mean `password`?',
    'damask.yaml:9:23: principals.other.recipient: there is no recipient `huose` in `recipients`; did you mean `house`?',
    'damask.yaml:9:41: principals.other.purposes[0]: there is no purpose `ofers` in `purposes`; did you mean `offers`?',
    'damask.yaml:13:56: rules[0].fields.user: must be `pass`, `withhold` or `{ mask: … }`',
    'damask.yaml:14:31: rules[1].purpose: there is no purpose `delivrey` in `purposes`; did you mean `delivery`?',
    'damask.yaml:14:67: rules[1].limti: unknown key; did you mean `limit`?',
  ]);
});

test.each([
  ['version: 2', 'version: must be `1`'],
  ['', 'version: is missing; must be `1`'],
])('the version must be 1: %j', async (version, message) => {
  expect((await problems(configuration({ version }))).join()).toContain(message);
});

test.each([
  ['', 'the file is empty'],
  ['- 1\n- 2\n', 'a configuration is a map'],
  ['version: 1\nversion: 1\n', '2:1: this key stands twice'],
  ['version: 1\n---\nversion: 1\n', 'one YAML document'],
  ['version: [1\n', 'or something before it is not closed'],
  ['version: &a [*a]\n', 'this alias names nothing'],
  ['version: *nobody\n', 'alias'],
  ['? [a]\n: 1\n', 'a key must be text'],
  ['__proto__: { polluted: yes }\n', 'this key is not allowed'],
  ['version: 1\nlisten:\n\tpostgres: {}\n', 'tabs may not indent'],
])('what is no YAML map is refused: %j', async (yaml, message) => {
  expect((await problems(yaml)).join('\n')).toContain(message);
});

test('a file that unfolds without end is refused', async () => {
  const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
  const yaml = `a0: &a0 [${'x,'.repeat(9)}]\n${levels.join('\n')}\n`;
  expect((await problems(yaml)).join('\n')).toContain('unfolds into more than 200000 values');
});

test('a directory without YAML is said', async () => {
  expect((await problems({})).join()).toContain('holds no `*.yaml`');
});

test('anchors and aliases mean what they say, at the place where they are used', async () => {
  const purposes = 'purposes: { delivery: &base { basis: contract }, offers: *base }';
  const { settings } = await load(configuration({ purposes, consent: '' }));
  expect(settings.purposes.get('offers')?.basis).toBe('contract');
});

test('no key of a file means anything to JavaScript', async () => {
  const found = await problems(configuration({ constructor: 'constructor: {}', toString: 'toString: 1' }));
  expect(found).toEqual([
    expect.stringContaining('constructor: unknown key'),
    expect.stringContaining('toString: unknown key'),
  ]);
});

test.each([
  ['listen:', 'listen: must be a map'],
  ['stores: []', 'stores: must be a map'],
  ['stores: { shop: }', 'stores.shop: must have a `kind`: `postgres` or `http`'],
  ['principals: { 5: 6 }', 'principals["5"]: must be a map'],
  ['rules:', 'rules: must be a list'],
  ['rules: { a: 1 }', 'rules: must be a list'],
  ['data: [[]]', 'data[0]: must have a `relation`, or a `resource`'],
  ['purposes: { a: { basis: [consent] } }', 'purposes.a.basis: must be one of'],
  ['consent: { source: 5 }', 'consent.source: must be `managed`, a table, or a list'],
  ['consent: { source: { store: shop } }', 'consent.source.relation: is missing'],
  ['log: { level: loud }', 'log.level: must be one of'],
])('%s is said to be wrong at its place', async (text, issue) => {
  const [section = ''] = text.split(':');
  expect((await problems(configuration({ [section]: text }))).join('\n')).toContain(issue);
});
