import { expect, test } from 'vitest';
import { changesOf } from '../defining.js';
import { plan, refusal } from '../small-view.js';

test('a prepared transaction has its principal in its name', () => {
  expect(plan("PREPARE TRANSACTION 'a'").text).toBe("PREPARE TRANSACTION 'mailer:a'");
  expect(plan("COMMIT PREPARED 'a'").text).toBe("COMMIT PREPARED 'mailer:a'");
  expect(plan("ROLLBACK PREPARED 'it''s'", 'storefront').text).toBe("ROLLBACK PREPARED 'storefront:it''s'");
  for (const kind of ['PREPARE TRANSACTION', 'COMMIT PREPARED', 'ROLLBACK PREPARED'])
    expect(plan(`${kind} ''`).text).toBe(`${kind} 'mailer:'`);
  expect(refusal(`PREPARE TRANSACTION '${'a'.repeat(195)}'`)).toMatch(/^42501 the identifier/);
});

test('the end of a transaction is told', () => {
  const kinds = (sql: string) => plan(sql).effects.map(({ kind }) => kind);
  expect(kinds('COMMIT')).toEqual(['end_transaction']);
  expect(kinds("PREPARE TRANSACTION 'a'")).toEqual(['end_transaction']);
  expect(kinds("COMMIT PREPARED 'a'")).toEqual([]);
  // Definitions among what was prepared come to be then.
  expect(changesOf("COMMIT PREPARED 'a'")).toEqual([{ kind: 'other' }]);
  expect(kinds('SAVEPOINT a')).toEqual([]);
});
