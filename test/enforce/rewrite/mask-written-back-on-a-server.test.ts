import { expect, test } from 'vitest';
import { openShop } from '../shop.js';
import { writingNumbers } from './writing-numbers.js';

test('a value is written, and the mask of what is there is not', async () => {
  const shop = await openShop({
    policy: writingNumbers({ kind: 'mask', mask: { name: 'last4', options: undefined } }),
  });
  try {
    const storefront = await shop.as('storefront');
    const stored = async () => (await shop.database.query('SELECT ssn FROM customers WHERE id = 1')).rows[0].ssn;
    const [[seen]] = (await storefront.ask('SELECT ssn FROM customers WHERE id = 1')) as [[string]];
    const fault = await storefront
      .ask('UPDATE customers SET ssn = $1, city = $2 WHERE id = 1', [seen, 'x'])
      .catch((error) => error);
    const said = storefront.session.scrub(
      new Map([
        ['C', fault.code],
        ['M', fault.message],
      ]),
      null,
    );
    expect([said.get('C'), said.get('M')]).toEqual(['42501', 'a column that is seen masked was given its mask']);
    expect(await stored()).toBe('SSN-1');
    await storefront.ask("UPDATE customers SET ssn = 'NEW-12345' WHERE id = 1");
    expect(await stored()).toBe('NEW-12345');
    const upsert = (value: string) =>
      storefront.ask(
        `INSERT INTO customers (id, name, ssn) VALUES (1, 'a', '${value}') ON CONFLICT (id) DO UPDATE SET ssn = excluded.ssn`,
      );
    await expect(upsert('*****2345')).rejects.toThrow('damask: a mask is not written back');
    await upsert('OTHER-1');
    expect(await stored()).toBe('OTHER-1');
    await storefront.ask('UPDATE customers SET ssn = DEFAULT WHERE id = 1');
    expect(await stored()).toBe(null);
    await storefront.close();
  } finally {
    await shop.close();
  }
});
