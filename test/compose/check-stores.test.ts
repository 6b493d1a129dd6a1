import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { checkStores, readConfiguration } from '../../src/compose.js';
import { createShop, type TestShop } from './shop.js';

let shop: TestShop;
beforeAll(async () => {
  shop = await createShop();
});
afterAll(() => shop.drop());
afterEach(() => shop.configure((text) => text));

/** `severity key: message`, without what the test server's own superuser brings. */
async function findings(environment = shop.environment): Promise<string[]> {
  const found = await checkStores(await readConfiguration(shop.config, environment));
  return found
    .map(({ severity, key, message }) => `${severity} ${key}: ${message}`)
    .filter((line) => !line.includes('superusers can read everything'));
}

test('the reference configuration and the shop that it is about agree', async () => {
  expect(await findings()).toEqual([]);
});

test('members are declared of json columns only, once, and are not looked up', async () => {
  await shop.database.query('ALTER TABLE customers ADD COLUMN profile jsonb, ADD COLUMN "odd.name" text');
  const more = [
    'profile.email: user.contact.email',
    '"profile.devices[*].ip": { category: user.device.ip_address, lookup: exact }',
    'email.domain: user.contact.email',
    'odd.name: user.content',
    `'"odd.name"': user.content`,
  ];
  try {
    shop.configure((text) =>
      text.replace('      name: user.name', `      name: user.name\n${more.map((line) => `      ${line}`).join('\n')}`),
    );
    expect((await findings()).sort()).toEqual([
      'error data[0].columns["\\"odd.name\\""]: is `odd.name`, which has its category already',
      'error data[0].columns["email.domain"]: `email` is of type `text`: only json and jsonb have members, so it is withheld',
      'error data[0].columns["profile.devices[*].ip"]: a member is not looked up: `lookup` is for a column',
    ]);
  } finally {
    await shop.database.query('ALTER TABLE customers DROP COLUMN profile, DROP COLUMN "odd.name"');
  }
});

test('only texts are looked through', async () => {
  await shop.database.query('ALTER TABLE customers ADD COLUMN tags text[], ADD COLUMN profile jsonb');
  const scanned = ['tags', 'profile'].map((name) => `      ${name}: { category: user.content, scan: true }`);
  try {
    shop.configure((text) =>
      text
        .replace('      name: user.name', `      name: user.name\n${scanned.join('\n')}`)
        .replace('      user.name: pass', '      user.name: pass\n      user.content: pass'),
    );
    const withheld = 'so it is withheld where it would be looked through;';
    expect((await findings()).sort()).toEqual([
      `error data[0].columns.profile.scan: needs a text: \`profile\` is of type \`jsonb\`, ${withheld} declare the members that hold texts`,
      `error data[0].columns.tags.scan: needs a text: \`tags\` is of type \`text[]\`, ${withheld} take \`scan\` out, or leave the column out`,
    ]);
  } finally {
    await shop.database.query('ALTER TABLE customers DROP COLUMN tags, DROP COLUMN profile');
  }
});

test('a part that is listed otherwise than the whole is an error, which says what is refused', async () => {
  await shop.database.query('CREATE TABLE old_products () INHERITS (products)');
  const listed = (category: string) =>
    `data:\n  - { store: shop, relation: public.old_products, columns: { sku: ${category} } }\n`;
  try {
    shop.configure((text) => text.replace('data:\n', listed('user.content')));
    expect((await findings()).filter((line) => line.includes('part of'))).toEqual([
      'error data[0].relation: `public.old_products` is part of `public.products`, which is listed otherwise, so that is refused; list the two alike, or the whole alone',
    ]);
  } finally {
    await shop.database.query('DROP TABLE old_products');
  }
});

test.each([
  ['public.products\n', 'public.prodcuts\n', 'error data[3].relation: database `DB` has no relation `public.prodcuts`'],
  ['name: user.name', 'nmae: user.name', 'error data[0].columns.nmae: `public.customers` has no column `nmae`'],
  [
    'column: customer_id }',
    'column: customer }',
    'error data[1].subject.column: `public.orders` has no column `customer`',
  ],
  [
    'column: created_at, for',
    'column: name, for',
    'error data[0].retain.column: is of type `text`, not a date or a timestamp',
  ],
  [
    "city <> 'Paris'",
    "town <> 'Paris'",
    'error rules[1].rows["shop:public.customers"]: `public.customers` has no column `town`',
  ],
  ["city <> 'Paris'", "balance <> 'Paris'", 'error rules[1].rows["shop:public.customers"]: '],
  [
    'relation: public.consents\n    subject',
    'relation: public.consent\n    subject',
    'error consent.source.relation: database `DB` has no relation `public.consent`',
  ],
  [
    'subject: customer_id',
    'subject: customer',
    'error consent.source.subject: `public.consents` has no column `customer`',
  ],
  [
    'subject: customer_id',
    'subject: purpose',
    "error consent.source.subject: is of type `text`, which can't be compared with `public.customers.id` (`bigint`)",
  ],
  ['until: expires_at', 'until: state', 'error consent.source.until: is of type `text`, not a date or a timestamp'],
  [
    "granted: state = 'given'",
    "granted: status = 'given'",
    'error consent.source.granted: `public.consents` has no column `status`',
  ],
  [
    'user.government_id: { mask: last4 }',
    'user.government_id: { mask: hash_id }',
    'error rules[0].fields["user.government_id"].mask: mask `hash_id` does not take `text`, so `public.customers.ssn` is withheld instead',
  ],
  [
    'unlisted: refuse',
    'unlisted: refuse\n    functions: [app.price_of]',
    'error stores.shop.functions[0]: `DB` has no such function',
  ],
  ['until: 2030-01-31', 'until: 2026-03-31', 'warning principals.mailer.purposes[0]: '],
  [
    '      balance: user.financial\n',
    '',
    'warning data[0].columns: `balance` is not classified, so withheld from everybody',
  ],
])('%j changed to %j is found', async (from, to, finding) => {
  shop.configure((text) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  });
  const found = await findings();
  expect(
    found.map((line) => line.replace(shop.database.name, 'DB')).filter((line) => line.startsWith(finding)),
  ).toHaveLength(1);
});

test('a finding names file, line and column', async () => {
  shop.configure((text) => text.replace('name: user.name', 'nmae: user.name'));
  const found = await checkStores(await readConfiguration(shop.config, shop.environment));
  expect(found).toContainEqual(expect.objectContaining({ file: shop.config, line: expect.any(Number), column: 13 }));
});

test('a store that does not answer is an error', async () => {
  const found = await findings({ ...shop.environment, SHOP_URL: 'postgres://nobody:x@127.0.0.1:1/shop' });
  expect(found).toEqual([expect.stringMatching(/^error stores\.shop\.url: database `shop` can not be looked at: /)]);
});

test('a wrong password is an error that does not show it', async () => {
  const url = (shop.environment.SHOP_URL ?? '').replace(':gateway@', ':C4N4RY@');
  const found = await findings({ ...shop.environment, SHOP_URL: url });
  expect(found).toEqual([expect.stringMatching(/^error stores\.shop\.url: database `t_\w+` can not be looked at: /)]);
  expect(found.join()).not.toContain('C4N4RY');
});

test('a superuser as the gateway is named', async () => {
  expect(await findings({ ...shop.environment, SHOP_URL: shop.database.url })).toContainEqual(
    expect.stringMatching(/^warning stores\.shop\.url: the gateway's own role in `t_\w+` is a superuser/),
  );
});

test('powers that the gateway need not have are named', async () => {
  await shop.database.query(`ALTER ROLE ${shop.role} BYPASSRLS CREATEROLE; GRANT pg_read_all_data TO ${shop.role}`);
  const found = (await findings()).join('\n');
  await shop.database.query(
    `ALTER ROLE ${shop.role} NOBYPASSRLS NOCREATEROLE; REVOKE pg_read_all_data FROM ${shop.role}`,
  );
  expect(found).toContain('is a member of `pg_read_all_data`: it need not');
  expect(found).toContain('bypasses row level security: it need not');
  expect(found).toContain('can make roles: it need not');
});

test('a cast that runs a function of the store’s own by itself is named, unless that is listed', async () => {
  await shop.database.query(`
    CREATE TYPE odd AS (a int);
    CREATE FUNCTION odd_text(odd) RETURNS text LANGUAGE sql AS 'SELECT $1.a::text';
    CREATE CAST (odd AS text) WITH FUNCTION odd_text(odd) AS IMPLICIT`);
  const found = await findings();
  shop.configure((text) => text.replace('unlisted: refuse', 'unlisted: refuse\n    functions: [public.odd_text]'));
  const listed = await findings();
  await shop.database.query('DROP TYPE odd CASCADE');
  expect(found).toEqual([
    `warning stores.shop.functions: \`${shop.database.name}\` casts \`odd\` to \`text\` by itself with \`public.odd_text\`, which is not listed: statements with both types are refused`,
  ]);
  expect(listed).toEqual([]);
});

test('a relation that the gateway can not read is an error', async () => {
  await shop.database.query(`REVOKE SELECT ON orders FROM ${shop.role}`);
  const found = await findings();
  await shop.database.query(`GRANT SELECT ON orders TO ${shop.role}`);
  expect(found).toEqual([
    "error data[1].relation: the gateway's own role may not read `public.orders`: GRANT SELECT on it, and USAGE on its schema",
  ]);
});

test('roles that can read a protected relation without the gateway are named, by column privileges too', async () => {
  const [all, some] = [`${shop.role}_reader`, `${shop.role}_some`];
  await shop.database.query(`
    CREATE ROLE ${all} LOGIN; CREATE ROLE ${some} LOGIN; CREATE ROLE ${shop.role}_nologin;
    GRANT SELECT ON customers TO ${all}, ${shop.role}_nologin; GRANT SELECT (email) ON customers TO ${some}`);
  const found = await findings();
  await shop.database.query(
    `DROP OWNED BY ${all}, ${some}, ${shop.role}_nologin; DROP ROLE ${all}, ${some}, ${shop.role}_nologin`,
  );
  expect(found).toEqual([
    `warning data[0].relation: can be read in \`${shop.database.name}\` without the gateway by \`${all}\`, \`${some}\``,
  ]);
});

test('superusers other than the gateway are named', async () => {
  const found = await checkStores(await readConfiguration(shop.config, shop.environment));
  expect(found.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/superusers can read everything.*`postgres`/),
  );
});

test('a consent state of an enum type is no fault', async () => {
  await shop.database.query(`
    CREATE TYPE consent_state AS ENUM ('given', 'refused', 'withdrawn');
    ALTER TABLE consents DROP CONSTRAINT consents_state_check;
    ALTER TABLE consents ALTER COLUMN state TYPE consent_state USING state::consent_state`);
  expect(await findings()).toEqual([]);
});
