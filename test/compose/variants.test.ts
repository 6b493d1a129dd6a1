import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type GatewayAddresses, readConfiguration } from '../../src/compose.js';
import { makeCertificate } from '../fixtures/certificates.js';
import { createShop, type TestShop } from './shop.js';

let shop: TestShop;
beforeAll(async () => {
  shop = await createShop();
});
afterAll(() => shop.drop());

/** Serves a changed configuration while `work` runs. */
async function serving(
  change: (text: string) => string,
  work: (addresses: GatewayAddresses) => Promise<void>,
): Promise<void> {
  shop.configure(change);
  const gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment) });
  const addresses = await gateway.open();
  try {
    await work(addresses);
  } finally {
    await gateway.close();
  }
}

async function ask({ postgres }: GatewayAddresses, text: string, more: pg.ClientConfig = {}): Promise<unknown[]> {
  const client = new pg.Client({
    ...postgres,
    user: 'mailer',
    password: 'mailer',
    database: shop.database.name,
    ...more,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('consent may be an enum, a boolean, or a history whose latest record decides', async () => {
  await shop.database.query(`
    CREATE TYPE consent_state AS ENUM ('given', 'refused');
    CREATE TABLE said (who bigint, what text, state consent_state, given boolean, at timestamptz);
    CREATE TYPE mood AS ENUM ('happy', 'sad', 'calm');
    ALTER TABLE customers ADD COLUMN mood mood DEFAULT 'happy';
    UPDATE customers SET mood = 'sad' WHERE id = 2;
    INSERT INTO said VALUES
      (1, 'marketing', 'refused', false, '2026-01-01'), (1, 'marketing', 'given', true, '2026-02-01'),
      (3, 'marketing', 'given', true, '2026-01-01'), (3, 'marketing', 'refused', false, '2026-02-01');
    GRANT SELECT ON said TO ${shop.role}`);
  const from = (granted: string) => (text: string) =>
    text.replace(
      /relation: public\.consents\n( +)subject: .*\n +purpose: .*\n +granted: .*\n +until: .*\n/,
      `relation: public.said\n$1subject: who\n$1purpose: what\n$1granted: ${granted}\n$1recorded_at: at\n`,
    );
  for (const granted of ["state = 'given'", 'given', 'given IS TRUE']) {
    await serving(from(granted), async (addresses) => {
      expect(await ask(addresses, 'SELECT email FROM customers')).toEqual([{ email: 'ada@example.com' }]);
    });
  }
});

test('an agreement that has ended refuses at the door', async () => {
  const ended = (text: string) => text.replace('until: 2030-01-31', 'until: 2026-03-01');
  await serving(ended, async (addresses) => {
    await expect(ask(addresses, 'SELECT 1')).rejects.toMatchObject({ code: '28000' });
  });
});

test('a store with nothing classified and unlisted relations allowed is passed through', async () => {
  const open = (text: string) =>
    text
      .replace('unlisted: refuse', 'unlisted: allow')
      .replace(/\nconsent:[\s\S]*$/, '\n')
      .replaceAll(/, basis: (consent|legitimate_interests)/g, ', basis: contract')
      .replace(/ {4}categories: .*\n/, '');
  await serving(open, async (addresses) => {
    expect(await ask(addresses, 'SELECT ssn FROM customers WHERE id = 1')).toEqual([{ ssn: '078-05-1120' }]);
  });
});

test('TLS is served with the certificate that the configuration names, a new one after a reload, and client certificates are asked for', async () => {
  const directory = dirname(shop.config);
  const write = (name: string, text: string): void => writeFileSync(join(directory, name), text);
  const authority = makeCertificate({ name: 'authority' });
  const serverCertificate = (name: string): void => {
    const { cert, key } = makeCertificate({ name, issuer: authority, addresses: ['127.0.0.1'] });
    write('server.crt', cert);
    write('server.key', key);
  };
  serverCertificate('first');
  write('clients.crt', authority.cert);
  const client = makeCertificate({ name: 'client', issuer: authority });
  shop.configure((text) =>
    text.replace(
      'port: "${DAMASK_PORT:-6432}", workers: "${DAMASK_WORKERS:-1}" }',
      'port: 0, tls: { mode: require, cert: server.crt, key: server.key, client_ca: clients.crt } }',
    ),
  );
  const gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment) });
  const addresses = await gateway.open();
  try {
    // Anew each time: node-postgres hides the key of the object that it is given.
    const ssl = () => ({ ca: authority.cert, cert: client.cert, key: client.key });
    expect(await ask(addresses, 'SELECT email FROM customers', { ssl: ssl() })).toEqual([{ email: 'ada@example.com' }]);
    await expect(ask(addresses, 'SELECT 1')).rejects.toMatchObject({ code: '28000' });
    await expect(ask(addresses, 'SELECT 1', { ssl: { ca: authority.cert } })).rejects.toThrow();
    serverCertificate('second');
    await gateway.reload();
    let shown = '';
    const checkServerIdentity = (_: string, { subject }: { subject: { CN?: unknown } }): undefined => {
      shown = String(subject.CN);
    };
    await ask(addresses, 'SELECT 1', { ssl: { ...ssl(), checkServerIdentity } });
    expect(shown).toBe('second');
  } finally {
    await gateway.close();
  }
});

test.each([
  ["dob > '1980-01-01'", 'ada@example.com'],
  ['balance < 15', 'ada@example.com'],
  ["created_at > '2000-01-01'", 'ada@example.com'],
  ["mood <> 'happy'", 'blaise@example.com'],
])('the row rule %s is decided by its column’s own type', async (rule, email) => {
  await serving(
    (text) => text.replace("city <> 'Paris'", rule),
    async (addresses) => {
      expect(await ask(addresses, 'SELECT email FROM customers ORDER BY email LIMIT 1')).toEqual([{ email }]);
    },
  );
});
