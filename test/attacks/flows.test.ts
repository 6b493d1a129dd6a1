import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AttackedGateway, openAttackedGateway } from './attacked-gateway.js';
import { flows } from './cases/flows.js';
import { runAttacks } from './run.js';

const tables = await readFile(new URL('./flows.sql', import.meta.url), 'utf8');

const prepare = (role: string) => `${tables}
  GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO ${role};`;

/** A steward sees and writes everything; others see less of the same, and nobody has consented to be found. */
const added: Readonly<Record<string, string>> = {
  purposes: `
  keeping: { title: Keep the records, basis: contract }
  viewing: { title: View, basis: contract }
  finding: { title: Find, basis: consent }`,
  principals: `
  reeve: { recipient: house, purposes: [keeping], auth: { password: reeve-secret } }
  seer: { recipient: house, purposes: [viewing], auth: { password: seer-secret } }
  finder: { recipient: house, purposes: [finding], auth: { password: finder-secret } }`,
  data: `
  - store: shop
    relation: public.members
    subject: { kind: customer, column: id }
    columns:
      id: user.unique_id
      mail: user.contact.email
      spare_mail: user.contact.email
      city: user.contact.address.city
      note: { category: user.content, scan: true }
      memo: user.content
      doc: user.content
      doc.about.city: user.contact.address.city
      doc.ssn: user.government_id
      region: system.operations
      created_at: system.operations
  - store: shop
    relation: public.contacts
    subject: { kind: customer, column: id }
    columns: { id: user.unique_id, mail: user.contact.email, city: user.government_id }
  - store: shop
    relation: public.persons
    subject: { kind: customer, column: id }
    columns: { id: user.unique_id, code: system.operations }
  - store: shop
    relation: public.parcels_of
    columns: { id: system.operations, code: system.operations }
  - store: shop
    relation: public.visits
    subject: { kind: customer, column: id }
    columns: { id: user.unique_id, code: system.operations, illness: user.health, dob: user.demographic.date_of_birth, created_on: system.operations }
  - store: shop
    relation: public.folders
    columns: { id: system.operations, label: system.operations }
  - store: shop
    relation: public.papers
    columns: { id: system.operations, folder: system.operations, said: user.content }
  - store: shop
    relation: public.shelves
    columns: { id: system.operations, label: system.operations }
  - store: shop
    relation: public.leaflets
    columns: { id: system.operations, shelf: user.behavior, label: user.content }
  - store: shop
    relation: public.binders
    columns: { id: system.operations, shelf: system.operations, label: system.operations }
  - store: shop
    relation: public.sheets
    columns: { binder: system.operations, said: user.content }
  - store: shop
    relation: public.pledges
    subject: { kind: customer, column: id }
    columns: { id: system.operations, state: system.operations }
  - store: shop
    relation: public.logs
    columns: { id: system.operations, created_on: system.operations }
  - store: shop
    relation: public.boats
    columns: { id: system.operations, name: system.operations }
  - store: shop
    relation: public.cars
    columns: { id: system.operations, name: user.government_id }
  - store: shop
    relation: public.agents
    subject: { kind: customer, column: id }
    columns: { id: user.unique_id, code: user.government_id, rank: system.operations }`,
  rules: `
  - { name: keep, purpose: keeping, fields: { user: pass, system: pass }, write: [user, system] }
  - name: view
    purpose: viewing
    fields: { system: pass, user.unique_id: pass, user.contact: pass }
    rows: { "shop:public.members": "region <> 'us'" }
    write: [system]
  - { name: find, purpose: finding, fields: { system: pass, user.unique_id: { mask: hash_id } }, write: [system] }`,
};

const policy = (text: string) =>
  Object.entries(added).reduce(
    (changed, [section, more]) => changed.replace(`\n${section}:`, `\n${section}:${more}`),
    text.replace('unlisted: refuse', 'unlisted: allow'),
  );

let gateway: AttackedGateway;
beforeAll(async () => {
  gateway = await openAttackedGateway('session', { policy, prepare });
});
afterAll(() => gateway?.close());

test('what is protected flows to no less protected place, and consent is nobody’s to give', async () => {
  const results = await runAttacks(flows, gateway.through, { keys: gateway.keys });
  const broken = results.filter(({ outcome }) => outcome !== 'held');
  expect(broken.map(({ attack, outcome, found }) => `${outcome}: ${attack.name}: ${found}`)).toEqual([]);
});

test('an error names no partition that the asker could not name', async () => {
  const said = async (attacker: 'seer' | 'reeve') => {
    const client = new pg.Client(gateway.through(attacker));
    await client.connect();
    const error = await client.query("UPDATE visits SET code = 'bad' WHERE id = 1").catch((fault: unknown) => fault);
    await client.end();
    return JSON.stringify({ ...(error as object), message: String(error) });
  };
  expect(await said('seer')).toContain('23514');
  expect(await said('seer')).not.toMatch(/visits_|hiv/);
  expect(await said('reeve')).toContain('visits_hiv_old');
});

test('without a gateway every one of them is done', async () => {
  const owner = new pg.Client(gateway.owner);
  owner.on('error', () => {});
  await owner.connect();
  const statements = flows
    .filter(({ expect: { kind } }) => kind === 'refused')
    .map(({ steps }) => String(steps.at(-1)))
    .filter((sql) => !sql.startsWith('COPY'));
  expect(statements.length).toBeGreaterThan(25);
  for (const sql of statements) {
    await owner.query('BEGIN');
    await expect(owner.query(sql), sql).resolves.toBeDefined();
    await owner.query('ROLLBACK');
  }
  await owner.end();
});
