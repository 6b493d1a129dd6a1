import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSettings, SettingsError } from '../../src/settings/index.js';
import { key, languages } from './load.js';

/** Every key that the format has, in use. */
const everything = `
version: 1
listen:
  postgres: { host: 127.0.0.1, port: 6432, tls: { mode: prefer, cert: server.crt, key: server.key, client_ca: ca.crt } }
  http:     { host: 127.0.0.1, port: 8080 }
  admin:    { host: 127.0.0.1, port: 9090, token: "\${DAMASK_ADMIN_TOKEN}" }
state: { url: "\${DAMASK_STATE_URL}" }
keys:
  pseudonym: [ { id: k1, secret: "\${DAMASK_PSEUDONYM_KEY}" } ]
stores:
  shop:
    kind: postgres
    url: "\${SHOP_URL}"
    tls: { mode: verify-full, ca: ca.crt }
    databases: [shop]
    unlisted: refuse
    functions: [ app.price_of ]
    extensions: [ pg_trgm ]
    pool: { pool_mode: transaction, default_pool_size: 20, max_client_conn: 1000, query_wait_timeout: 10s, query_timeout: 30s,
            idle_transaction_timeout: 60s, server_idle_timeout: 10m, server_lifetime: 1h }
  crm: { kind: http, url: "http://127.0.0.1:4000", mount: /crm, unlisted: refuse }
purposes:
  fulfilment: { title: "Deliver what was ordered", basis: contract, notice: "https://example.com/privacy#orders" }
  marketing:  { title: "Send offers", basis: consent }
  analytics:  { title: "Understand demand", basis: legitimate_interests }
recipients:
  house:  { title: "Example GmbH", role: controller, country: DE }
  mailco: { title: "Mailco Inc.", role: processor, country: US,
            agreement: { reference: DPA-2026-014, from: 2026-02-01, until: 2027-01-31, transfer: SCC },
            purposes: [marketing], categories: [user.contact.email, user.name] }
principals:
  storefront: { recipient: house,  purposes: [fulfilment], auth: { password: "\${STOREFRONT_PASSWORD}" } }
  mailer:     { recipient: mailco, purposes: [marketing],
                auth: { scram: "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$${'A'.repeat(43)}=:${'B'.repeat(43)}=", api_key: "sha256:${'ab'.repeat(32)}" } }
  analyst:    { recipient: house,  purposes: [analytics, fulfilment],
                auth: { jwt: { issuer: "https://id.example.com", audience: damask, jwks: "https://id.example.com/keys" } },
                training: { privacy-basics: 2027-03-01 }, may: [explain] }
consent:
  source:
    - managed
    - { store: shop, relation: public.consent, subject: customer_id, purpose: purpose, granted: "state = 'given'", until: expires_at,
        objected: "state = 'objected'", recorded_at: recorded_at }
  project_into: [shop]
  max_age: 2s
data:
  - store: shop
    relation: public.customers
    subject: { kind: customer, column: id }
    retain: { column: created_at, for: 5y }
    columns:
      id: user.unique_id
      name: user.name
      email: { category: user.contact.email, lookup: exact }
      ssn: user.government_id
      dob: user.demographic.date_of_birth
      city: user.contact.address.city
      notes: { category: user.content, scan: true }
      balance: user.financial
      created_at: system.operations
  - store: shop
    relation: public.orders
    subject: { kind: customer, column: customer_id }
    columns: { id: system.operations, customer_id: user.unique_id, total: user.payment, placed_at: system.operations }
  - store: shop
    relation: public.order_items
    subject: { kind: customer, through: { relation: public.orders, on: "order_items.order_id = orders.id" } }
    columns: { order_id: system.operations, sku: system.operations, quantity: system.operations }
  - store: crm
    resource: GET /v1/contacts
    records: $.items[*]
    subject: { kind: customer, field: id }
    query: [page, limit]
    fields: { id: user.unique_id, name: user.name, email: user.contact.email, "address.postcode": user.contact.address.postal_code,
              "devices[*].ip": user.device.ip_address }
rules:
  - name: deliver
    purpose: fulfilment
    fields: { system: pass, user.unique_id: pass, user.name: pass, user.contact: pass, user.payment: pass,
              user.government_id: { mask: last4 } }
    write: [user.contact, user.payment, system]
    limit: { rows: 10000 }
  - name: offers
    purpose: marketing
    fields: { user.unique_id: { mask: pseudonym }, user.name: { mask: initial }, user.contact.email: pass }
    rows: { "shop:public.customers": "city <> 'Paris'", "crm:GET /v1/contacts": "address.city <> 'Paris'" }
  - name: demand
    purpose: analytics
    fields: { system: pass, user.unique_id: { mask: pseudonym }, user.demographic.date_of_birth: { mask: year },
              user.contact.address.city: pass, user.payment: { mask: { bucket: 50 } } }
  - name: raw ids need training
    purpose: analytics
    when: { principal: analyst, without_training: privacy-basics }
    fields: { user: withhold }
    withhold: absent
`;

test('of a configuration that uses the whole format, nothing is wrong but what is not available yet', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'damask-contract-'));
  for (const name of ['server.crt', 'server.key', 'ca.crt']) writeFileSync(join(directory, name), '');
  const path = join(directory, 'damask.yaml');
  writeFileSync(path, everything);
  const url = 'postgres://damask:pw@db.example.com/shop';
  const environment = {
    SHOP_URL: url,
    DAMASK_STATE_URL: url,
    DAMASK_ADMIN_TOKEN: 't',
    DAMASK_PSEUDONYM_KEY: key,
    STOREFRONT_PASSWORD: 'pw',
  };
  const fault = await loadSettings({ path, environment, languages }).catch((error: unknown) => error);
  rmSync(directory, { recursive: true });
  expect(fault).toBeInstanceOf(SettingsError);
  const { issues } = fault as SettingsError;
  expect(issues.filter(({ message }) => !message.endsWith('is not available yet; take this out'))).toEqual([]);
  expect(issues.map((issue) => issue.key)).toEqual(['consent.source[0]', 'consent.project_into']);
});
