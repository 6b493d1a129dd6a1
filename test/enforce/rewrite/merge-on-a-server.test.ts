import { expect, test } from 'vitest';
import { openShop } from '../shop.js';
import { writingAddresses } from './writing-addresses.js';

test('rows that may not be seen match nothing, and are not unmatched either', async () => {
  const shop = await openShop({ policy: writingAddresses() });
  try {
    const mailer = await shop.as('mailer');
    const cities = async () =>
      (await shop.database.query('SELECT id, city FROM customers ORDER BY id')).rows.map(({ city }) => city).join();
    const before = await cities();
    const seen = (await mailer.ask('SELECT id FROM customers ORDER BY id')).flat().join();
    expect(seen).toBe(
      '1,2,4,5,7,8'
        .split(',')
        .filter((id) => seen.includes(id))
        .join(),
    );
    await mailer.ask(
      "MERGE INTO customers c USING (VALUES (1), (3)) AS v(k) ON v.k = c.id AND 1 / (c.id - 3) < 5 WHEN MATCHED THEN UPDATE SET city = 'matched' WHEN NOT MATCHED BY SOURCE AND c.id > 4 THEN UPDATE SET city = 'alone'",
    );
    const after = (await cities()).split(',');
    before.split(',').forEach((city, index) => {
      const id = index + 1;
      const isSeen = seen.split(',').includes(String(id));
      expect(after[index]).toBe(isSeen && id === 1 ? 'matched' : isSeen && id > 4 ? 'alone' : city);
    });
    await mailer.close();
  } finally {
    await shop.close();
  }
});
