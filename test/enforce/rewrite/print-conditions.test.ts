import { expect, test } from 'vitest';
import type { PlacedGuard } from '../../../src/enforce/rewrite/context.js';
import { newFindings } from '../../../src/enforce/rewrite/findings.js';
import { fenceOf, printConditions } from '../../../src/enforce/rewrite/print-conditions.js';
import { expressionOf, plan, smallCatalog, smallSpace } from '../small-view.js';

function placed(asker: 'mailer' | 'storefront', conjuncts: string[], lookups: string[] = []): PlacedGuard {
  const compiled = smallSpace(asker).view.compiled(smallCatalog.relation('public', 'customers')!)!;
  return {
    guard: { compiled, only: false, sample: '', extras: [], casts: new Map(), unestimated: new Set() },
    conjuncts: conjuncts.map(expressionOf),
    storedConjuncts: [],
    lookups: lookups.map(expressionOf),
    renamed: false,
    stored: new Map(),
  };
}

test('a guard is fenced when something could raise and it filters rows', () => {
  const hazard = { ...newFindings(), hazard: true, hazardAbove: true };
  const above = { ...newFindings(), hazardAbove: true };
  expect(fenceOf(placed('mailer', []), hazard)).toBe('around');
  expect(fenceOf(placed('mailer', []), above)).toBe('at the scan');
  expect(fenceOf(placed('mailer', []), newFindings())).toBe('none');
  expect(fenceOf(placed('storefront', []), hazard)).toBe('none');
  expect(fenceOf(placed('storefront', []), above)).toBe('none');
  // It has no scan of its own here.
  const { guard, ...rest } = placed('mailer', []);
  const elsewhere = { ...guard, compiled: { ...guard.compiled, scanFilter: null } };
  expect(fenceOf({ ...rest, guard: elsewhere }, above)).toBe('around');
});

test('conjuncts stand in fences alone, lookups anywhere', () => {
  const guards = [placed('mailer', ['a = 1', 'b = 2'], ['c = 3']), placed('storefront', ['d = 4'], ['e = 5'])];
  const textsOf = (hazard: boolean) => [...printConditions(guards, [], { ...newFindings(), hazard }, null).values()];
  expect(textsOf(false).map((text) => text.replaceAll('"', ''))).toEqual(['c = 3', 'e = 5']);
  expect(textsOf(true).map((text) => text.replaceAll('"', ''))).toEqual(['c = 3', 'a = 1', 'b = 2', 'e = 5']);
  expect(printConditions([], [], newFindings(), null).size).toBe(0);
  const probe = expressionOf('$1 IS NULL');
  expect(printConditions([], [probe], newFindings(), null).get(probe)).toBe('$1 IS NULL');
});

test('no more conditions are copied into a guard than an index has columns', () => {
  const conditions = Array.from({ length: 40 }, (_, index) => `id <> 0 AND id = ${index}`).join(' AND ');
  const { text } = plan(`SELECT 1 FROM customers WHERE city ~ 'x' AND ${conditions}`);
  expect(text).toContain('("damask_row"."id" = 31)');
  expect(text).not.toContain('("damask_row"."id" = 32)');
});
