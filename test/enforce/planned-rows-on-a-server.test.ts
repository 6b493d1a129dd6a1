import { expect, test } from 'vitest';
import { openShop } from './shop.js';

test('a position in what the server says is one in the client’s text', async () => {
  const shop = await openShop();
  try {
    const storefront = await shop.as('storefront');
    const rows = Array.from({ length: 1_000 }, (_, at) => `('bulk${at}', 'Ding ü ${at}', ${at})`);
    const insert = (more: string) => `INSERT INTO products (sku, title, price) VALUES ${rows.join(', ')}${more}`;
    expect(await storefront.ask(insert(' RETURNING sku'))).toHaveLength(1_000);
    for (const [more, word] of [
      [' RETURNING price + nowhere', 'nowhere'],
      [", ('x', 'y', 'no number'), ('x', 'y', '7')", "'no number'"],
    ] as const) {
      const sql = insert(more);
      const verdict = storefront.session.admit(sql, 'simple');
      if (verdict.kind !== 'forward') throw verdict.kind === 'refuse' ? verdict.error : new Error('stale');
      const told = await shop.database.query(verdict.statement.bytes.toString('utf8')).then(
        () => null,
        (fault) => fault,
      );
      const fields = storefront.session.scrub(
        new Map([
          ['P', String(told.position)],
          ['M', 'm'],
        ]),
        verdict.statement,
      );
      expect(
        [...sql]
          .slice(Number(fields.get('P')) - 1)
          .join('')
          .slice(0, word.length),
      ).toBe(word);
    }
    await storefront.close();
  } finally {
    await shop.close();
  }
});
