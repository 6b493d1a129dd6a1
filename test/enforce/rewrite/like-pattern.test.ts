import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  isFoldedPattern,
  isPlainPattern,
  isProbedLike,
  patternProbe,
} from '../../../src/enforce/rewrite/like-pattern.js';
import { as, print } from '../../../src/sql/index.js';
import { openShop, type Shop } from '../shop.js';
import { expressionOf, parsed, smallContext } from '../small-view.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

test.each([
  ["'a%'", true],
  ["''", true],
  ['NULL', true],
  [String.raw`'50\%'`, true],
  [String.raw`'\\'`, true],
  [String.raw`'\'`, false],
  [String.raw`'a\\\'`, false],
  ['$1', false],
  ['5', false],
  ["'a' || 'b'", false],
])('the pattern %s is plain for text: %s', (sql, isPlain) => {
  expect(isPlainPattern(expressionOf(sql))).toBe(isPlain);
});

test.each<[string, readonly number[], boolean]>([
  ['$1', [], true],
  ['$1', [25], true],
  ['$1', [1043], true],
  ['$1', [17], false],
  ['$1', [16_501], false],
  ["'x'", [], true],
  ["'%' || $1 || '%'", [], true],
  ["$1 || '%' || $1", [], false],
  ["$1::text || '%' || $1::text", [], true],
  ["like_escape($1, '!')", [], true],
  ["lower($1) || '%'", [25], true],
  ['$1::int4', [], false],
  ['current_setting($1)', [], false],
  ['5', [], false],
  ['city', [], false],
  ['leak(5)', [], false],
])('the pattern %s of %j is worked out while it is planned: %s', (sql, types, folded) => {
  const context = smallContext('mailer', parsed(`SELECT ${sql}`));
  const given = { ...context, parameters: { ...context.parameters, types } };
  expect(isFoldedPattern(expressionOf(sql), given)).toBe(folded);
  const comparison = as(expressionOf(`city LIKE ${sql}`), 'A_Expr') ?? {};
  expect(isProbedLike(comparison, given)).toBe(folded);
});

test('it raises what LIKE would at the end of such a pattern, and is true of all others', async () => {
  const probe = print(patternProbe(expressionOf('$1')));
  const ask = (sql: string, value: string | null) =>
    shop.database.query(sql, [value]).then(
      ({ rows }) => (rows[0] as { is: unknown }).is,
      (fault: { code: string }) => fault.code,
    );
  expect(await ask(`SELECT ${probe} AS is`, null)).toBe(true);
  const pattern = fc
    .array(fc.constantFrom('\\', '\\', 'a', '%', '_', 'é'), { maxLength: 9 })
    .map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(pattern, async (given) => {
      // A text that the pattern is compared with to its end, so that it raises if any does.
      const text = given.replace(/\\(.?)/gsu, '$1').replace(/[%_]/g, 'x');
      const compared = await ask(`SELECT CAST('${text}' || 'x' AS text) LIKE $1 AS is`, given);
      const isEscaping = (/\\*$/.exec(given)?.[0].length ?? 0) % 2 === 1;
      expect(await ask(`SELECT ${probe} AS is`, given)).toBe(isEscaping ? '22025' : true);
      if (isEscaping && !/[%_]/.test(given)) expect(compared).toBe('22025');
      if (!isEscaping) expect(compared).not.toBe('22025');
    }),
    { numRuns: 150 },
  );
});
