import { afterAll, beforeAll, expect, test } from 'vitest';
import { inventContacts } from '../../../src/cli/demo/contacts.js';
import { type ContactsServer, startContactsServer } from '../../../src/cli/demo/contacts-server.js';

const contacts = inventContacts({ customers: 7, seed: 1 });
let server: ContactsServer;
beforeAll(async () => {
  server = await startContactsServer(contacts);
});
afterAll(() => server.stop());
const get = async (path: string) => {
  const response = await fetch(server.url + path);
  return {
    status: response.status,
    body: (await response.json()) as { items: { id: number }[]; total: number; id: number },
  };
};

test('it gives pages, one contact, and those of a city', async () => {
  expect((await get('/v1/contacts')).body).toEqual({ items: contacts, total: 7, page: 1 });
  expect((await get('/v1/contacts?limit=3&page=2')).body.items.map(({ id }) => id)).toEqual([4, 5, 6]);
  expect((await get('/v1/contacts/5')).body.id).toBe(5);
  const city = contacts[0]?.address.city ?? '';
  const there = contacts.filter(({ address }) => address.city === city);
  expect((await get(`/v1/contacts?city=${encodeURIComponent(city)}`)).body.total).toBe(there.length);
});

test('what is not there is 404', async () => {
  expect((await get('/v1/contacts/99')).status).toBe(404);
  expect((await get('/v2')).status).toBe(404);
});
