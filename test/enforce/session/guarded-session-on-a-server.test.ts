import { expect, test } from 'vitest';
import { openShop, shopPolicy } from '../shop.js';
import { admit } from '../small-gate.js';
import { withNames } from './with-names.js';

test.each([
  ['PREPARE', 'PREPARE p AS SELECT name FROM customers', 'EXECUTE p', 'DEALLOCATE p'],
  ['DECLARE', 'DECLARE p CURSOR WITH HOLD FOR SELECT name FROM customers', 'FETCH p', 'CLOSE p'],
])(
  'what stands under a name is judged again after %s, when the policy has changed',
  async (_, gives, uses, takesBack) => {
    const own = await openShop();
    try {
      const visitor = await own.as('mailer');
      await visitor.ask(gives);
      await visitor.ask(uses);
      own.reload(shopPolicy());
      await visitor.ask(uses);
      const bound = admit(visitor.session, uses, 'extended');
      expect(visitor.session.recheck(bound)).toBe(null);
      own.reload(withNames({ kind: 'withhold' }));
      expect((await visitor.refusal(uses)).message).toContain('another purpose, policy or catalog');
      expect(visitor.session.recheck(bound)).toMatchObject({ sqlstate: '26000' });
      await expect(visitor.ask(`SELECT 1/0; ${takesBack}`)).rejects.toMatchObject({ code: '22012' });
      // The server did not take the name back.
      await expect(visitor.ask(gives)).rejects.toThrow('already exists');
      expect((await visitor.refusal(uses)).message).toContain('another purpose, policy or catalog');
      await visitor.ask(gives.replace(' p ', ' q '));
      expect(await visitor.ask(uses.replace(/p$/, 'q'))).toContainEqual([null]);
      await visitor.ask(takesBack);
      await visitor.ask(gives);
      expect(await visitor.ask(uses)).toContainEqual([null]);
      await visitor.close();
    } finally {
      await own.close();
    }
  },
);

test('an unknown name asks for the catalog once, and is then unknown', async () => {
  const own = await openShop();
  try {
    const visitor = await own.as('mailer');
    const { session } = visitor;
    expect(session.admit('SELECT 1 FROM not_yet', 'simple').kind).toBe('stale');
    await own.database.query('CREATE TABLE not_yet (a int)');
    await session.refresh();
    expect(session.admit('SELECT 1 FROM not_yet', 'simple').kind).toBe('forward');
    expect(session.admit('SELECT 1 FROM never', 'simple').kind).toBe('stale');
    await session.refresh();
    expect(session.admit('SELECT 1 FROM never', 'simple')).toMatchObject({
      kind: 'refuse',
      error: { sqlstate: '42P01' },
    });
    await visitor.close();
  } finally {
    await own.close();
  }
});
