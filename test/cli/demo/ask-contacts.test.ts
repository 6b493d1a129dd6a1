import { afterAll, beforeAll, expect, test } from 'vitest';
import { askContacts } from '../../../src/cli/demo/ask-contacts.js';
import { inventContacts } from '../../../src/cli/demo/contacts.js';
import { type ContactsServer, startContactsServer } from '../../../src/cli/demo/contacts-server.js';

let server: ContactsServer;
beforeAll(async () => {
  server = await startContactsServer(inventContacts({ customers: 3, seed: 1 }));
});
afterAll(() => server.stop());

test('all contacts come', async () => {
  expect(await askContacts({ url: server.url, headers: {} })).toHaveLength(3);
});

test('anything but an answer is an error', async () => {
  await expect(askContacts({ url: `${server.url}/nowhere`, headers: {} })).rejects.toThrow('404');
});
