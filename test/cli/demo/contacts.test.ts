import { expect, test } from 'vitest';
import { inventContacts } from '../../../src/cli/demo/contacts.js';
import { inventShop } from '../../../src/cli/demo/shop.js';

test('the contacts are the shop’s customers, told as a service would', () => {
  const size = { customers: 5, seed: 1 };
  const contacts = inventContacts(size);
  const { customers } = inventShop(size);
  expect(contacts.map(({ id, email }) => [id, email])).toEqual(customers.map(({ id, email }) => [id, email]));
  expect(contacts[0]).toMatchObject({
    address: { city: customers[0]?.city },
    ssn: customers[0]?.ssn,
    devices: [{ ip: '203.0.113.1' }],
  });
});
