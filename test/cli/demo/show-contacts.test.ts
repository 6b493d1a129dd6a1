import { afterAll, beforeAll, expect, test } from 'vitest';
import { inventContacts } from '../../../src/cli/demo/contacts.js';
import { type ContactsServer, startContactsServer } from '../../../src/cli/demo/contacts-server.js';
import { showContacts } from '../../../src/cli/demo/show-contacts.js';

const contacts = inventContacts({ customers: 5, seed: 1 });
let server: ContactsServer;
let empty: ContactsServer;
beforeAll(async () => {
  [server, empty] = [await startContactsServer(contacts), await startContactsServer([])];
});
afterAll(() => Promise.all([server.stop(), empty.stop()]));

test('who sees everything is shown everything, and who sees nobody that there is no record', async () => {
  const [contact] = contacts;
  if (contact === undefined) throw new Error('no contact');
  const person = { email: contact.email, city: contact.address.city, born: contact.dob, caption: 'is there' };
  const service = { url: server.url, headers: {} };
  const text = await showContacts(
    {
      service,
      throughGateway: ({ principal }) => (principal === 'mailer' ? { url: empty.url, headers: {} } : service),
    },
    [person],
  );
  const cells = (name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.trim()
      .split(/ {2,}/)
      .slice(1);
  expect(text).toContain('Of somebody who is there:');
  expect(cells('email')).toEqual([contact.email, contact.email, '(no record)', contact.email]);
  expect(cells('contacts')).toEqual(['5', '5', '0', '5']);
});
