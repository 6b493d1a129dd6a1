import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { test } from 'vitest';
import { createGateway, readConfiguration } from '../../src/compose.js';
import { createDatabase } from '../fixtures/database.js';
import { freePort } from '../fixtures/postgres-server.js';

const sql = `
CREATE TABLE people (id bigint PRIMARY KEY, name text, email text, city text);
CREATE TABLE consents (user_id bigint, purpose text, state text, until timestamptz);
INSERT INTO people SELECT i, 'N' || i, 'e' || i, CASE WHEN i % 3 = 0 THEN 'Rome' ELSE 'Oslo' END FROM generate_series(1, 6) i;
-- 2
CREATE FUNCTION valid(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) > 1';
CREATE DOMAIN checked AS text CHECK (valid(VALUE));
CREATE DOMAIN plainly AS text CHECK (length(VALUE) > 1);
CREATE TYPE pair AS (a checked, b int);
CREATE TYPE trange AS RANGE (subtype = checked);
CREATE TABLE mixed (id bigint PRIMARY KEY, person bigint REFERENCES people, plain text, c checked, cs checked[], p pair, ps pair[], r trange, mr tmultirange, ip int4range, pl plainly, note text);
INSERT INTO mixed (id, person, plain) VALUES (1, 1, 'x'), (2, 3, 'y');
CREATE TABLE mixedopen (LIKE mixed); INSERT INTO mixedopen (id, plain) VALUES (1, 'x');
-- 3
CREATE TABLE whole (id bigint, person bigint, secret text) PARTITION BY RANGE (id);
CREATE TABLE whole_1 PARTITION OF whole FOR VALUES FROM (0) TO (100);
CREATE TABLE whole_2 PARTITION OF whole FOR VALUES FROM (100) TO (200);
INSERT INTO whole VALUES (1, 1, 's'), (101, 2, 't');
CREATE TABLE parent (id bigint, person bigint, t text);
CREATE TABLE child (extra text) INHERITS (parent);
INSERT INTO parent VALUES (1, 1, 'p'); INSERT INTO child VALUES (2, 2, 'c', 'e');
-- 4
CREATE TABLE boss (id bigint PRIMARY KEY, title text);
CREATE TABLE c_plain (id bigint PRIMARY KEY, boss bigint REFERENCES boss ON DELETE CASCADE);
CREATE TABLE boss2 (id bigint PRIMARY KEY, title text);
CREATE TABLE c_listed (id bigint PRIMARY KEY, boss bigint REFERENCES boss2 ON DELETE CASCADE, note text);
CREATE TABLE boss3 (id bigint PRIMARY KEY, title text);
CREATE TABLE c_setnull (id bigint PRIMARY KEY, boss bigint REFERENCES boss3 ON DELETE SET NULL, note text, secret text);
CREATE TABLE boss4 (id bigint PRIMARY KEY, title text);
CREATE TABLE c_unlistedcol (id bigint PRIMARY KEY, boss bigint REFERENCES boss4 ON DELETE CASCADE, note text, other text);
INSERT INTO boss VALUES (1), (2); INSERT INTO boss2 VALUES (1), (2); INSERT INTO boss3 VALUES (1), (2); INSERT INTO boss4 VALUES (1), (2);
-- 5
CREATE TABLE visits (id bigint, person bigint, at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO visits VALUES (1, 1, '2026-02-01', 'x'), (2, 3, '2026-02-01', 'y');
CREATE TABLE logs (id bigint, at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO logs VALUES (1, '2026-02-01', 'x');
`;
const yaml = `
version: 1
listen: { postgres: { host: 127.0.0.1, port: "\${DAMASK_PORT}" } }
log: { level: error }
keys: { pseudonym: [{ id: k1, secret: "\${DAMASK_PSEUDONYM_KEY}" }] }
stores:
  app: { kind: postgres, url: "\${APP_URL}", databases: ["\${APP_DATABASE}"], unlisted: allow, pool: { pool_mode: POOLMODE, default_pool_size: 8 } }
purposes: { service: { title: S, basis: contract }, marketing: { title: M, basis: consent } }
recipients: { house: { title: E, role: controller, country: DE } }
principals:
  web: { recipient: house, purposes: [service], auth: { password: secret }, may: [temp, explain, ddl, maintenance] }
  mailer: { recipient: house, purposes: [marketing], auth: { password: secret }, may: [temp, maintenance] }
consent:
  source: { store: app, relation: public.consents, subject: user_id, purpose: purpose, granted: state = 'given', until: until }
data:
  - { store: app, relation: public.people, subject: { kind: user, column: id }, columns: { id: user.unique_id, name: user.name, email: user.contact.email, city: user.contact.address.city } }
  - { store: app, relation: public.mixed, subject: { kind: user, column: person }, columns: { id: system.operations, person: user.unique_id, plain: system.operations, c: system.operations, cs: system.operations, p: system.operations, ps: system.operations, r: system.operations, mr: system.operations, ip: system.operations, pl: system.operations } }
  - { store: app, relation: public.whole, subject: { kind: user, column: person }, columns: { id: system.operations, person: user.unique_id } }
  - { store: app, relation: public.whole_2, subject: { kind: user, column: person }, columns: { id: system.operations, person: user.unique_id, secret: system.operations } }
  - { store: app, relation: public.parent, subject: { kind: user, column: person }, columns: { id: system.operations, person: user.unique_id } }
  - { store: app, relation: public.child, subject: { kind: user, column: person }, columns: { id: system.operations, person: user.unique_id, t: system.operations } }
  - { store: app, relation: public.boss2, columns: { id: system.operations, title: system.operations } }
  - { store: app, relation: public.c_listed, columns: { id: system.operations, boss: system.operations, note: user.content } }
  - { store: app, relation: public.boss3, columns: { id: system.operations, title: system.operations } }
  - { store: app, relation: public.c_setnull, columns: { id: system.operations, boss: system.operations, note: user.content, secret: user.government_id } }
  - { store: app, relation: public.boss4, columns: { id: system.operations, title: system.operations } }
  - { store: app, relation: public.c_unlistedcol, columns: { id: system.operations, boss: system.operations, note: user.content } }
  - { store: app, relation: public.visits, subject: { kind: user, column: person }, columns: { id: system.operations, person: user.unique_id, at: system.operations, what: system.operations } }
rules:
  - { name: s, purpose: service, fields: { system: pass, user: pass }, write: [system, user.unique_id, user.name, user.contact, user.content] }
  - { name: m, purpose: marketing, fields: { system: pass, user.unique_id: pass, user.name: { mask: initial }, user.contact.address.city: pass }, rows: { "app:public.people": city <> 'Rome' } }
`;
test('explore', { timeout: 300_000 }, async () => {
  const mode = process.env.DMODE ?? 'session';
  const store = await createDatabase();
  await store.query(sql.replaceAll('CREATE TYPE trange AS RANGE (subtype = checked);', `CREATE TYPE trange AS RANGE (subtype = checked, multirange_type_name = tmultirange);`));
  const role = `${store.name}_g`;
  await store.query(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; GRANT CREATE ON SCHEMA public TO ${role};
   INSERT INTO consents SELECT i, 'marketing', 'given', NULL FROM generate_series(1, 5) i; GRANT pg_maintain TO ${role}`);
  const dir = await mkdtemp(join(tmpdir(), 'dz-'));
  await writeFile(join(dir, 'd.yaml'), yaml.replace('POOLMODE', mode));
  const gateway = createGateway({ read: () => readConfiguration(join(dir, 'd.yaml'), { DAMASK_PORT: String(port), DAMASK_PSEUDONYM_KEY: randomBytes(32).toString('base64'), APP_URL: `postgres://${role}:${role}@${store.host}:${store.port}/${store.name}`, APP_DATABASE: store.name }) });
  const port = await freePort();
  const { postgres } = await gateway.open();
  const lines = (await readFile(process.env.EXPLORE ?? '/var/tmp/q/wr-explore.sql', 'utf8')).split('\n').filter((l) => l.trim() !== '' && !l.startsWith('--'));
  const out: string[] = [];
  const clients = new Map<string, pg.Client>();
  for (const line of lines) {
    const [, who, text] = /^(\w+): (.*)$/.exec(line) ?? [];
    let c = clients.get(who!);
    if (c === undefined) {
      c = new pg.Client(who === 'direct' ? { connectionString: store.url } : { host: postgres.host, port: postgres.port, user: who, password: 'secret', database: store.name });
      c.on('error', () => {});
      await c.connect();
      clients.set(who!, c);
    }
    await c.query('BEGIN');
    try {
      let r: any;
      for (const one of text!.split(';;')) r = await c.query({ text: one, rowMode: 'array' });
      out.push(`OK   ${line} => ${r.command} ${r.rowCount} ${JSON.stringify(r.rows).slice(0, 150)}`);
    } catch (e: any) {
      out.push(`ERR  ${line} => ${e.code} ${e.message} | hint: ${e.hint ?? ''} | pos: ${e.position ?? ''}`);
    }
    await c.query('ROLLBACK');
  }
  for (const c of clients.values()) await c.end();
  await writeFile('/var/tmp/q/wr-explore.out', out.join('\n'));
  await gateway.close();
  await store.drop();
});
