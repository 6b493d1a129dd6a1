import { expect, test } from 'vitest';
import { inOneGo } from '../../../src/base/index.js';
import { PlanningTime } from '../../../src/enforce/planning-time.js';
import { AskerSpaces } from '../../../src/enforce/session/asker-spaces.js';
import { PendingCatalog } from '../../../src/enforce/session/pending-catalog.js';
import { Remembered } from '../../../src/enforce/session/remembered.js';
import { SessionSettings } from '../../../src/enforce/session/session-settings.js';
import { TextPlanner } from '../../../src/enforce/session/text-planner.js';
import { smallFacts } from './session-facts.js';

function planner(principal = 'mailer', purpose = 'marketing') {
  const asked: string[] = [];
  const observer = { planCache: (result: string) => asked.push(result), lookups: () => {}, fields: () => {} };
  const { facts } = smallFacts(principal, undefined, { observer });
  const earlier = {
    settings: new SessionSettings({ searchPath: 'public', purpose }),
    remembered: new Remembered(),
    pending: new PendingCatalog(),
  };
  const texts = new TextPlanner(facts, new AskerSpaces(facts), earlier);
  return {
    asked,
    earlier,
    plan: (text: string, protocol: 'simple' | 'extended' = 'simple') =>
      inOneGo(texts.plan({ text, protocol, parameterTypes: [] }, false, new PlanningTime())),
  };
}

test('a text is planned once, and served again with other constants', () => {
  const { plan, asked } = planner();
  const first = plan('SELECT id FROM customers WHERE id = 5');
  expect(plan('SELECT id FROM customers WHERE id = 5')).toBe(first);
  expect(plan('SELECT id FROM customers WHERE id = 7').bytes.toString()).toContain('7');
  expect(asked).toEqual(['miss', 'hit', 'hit']);
  expect(first).toMatchObject({ verdict: 'guarded', touchesProtected: true, purpose: 'marketing' });
});

test('each statement of a text is planned under what those before it set', () => {
  const { plan, earlier } = planner('analyst', 'fulfilment');
  const text = "SELECT city FROM customers; SET damask.purpose = 'analytics'; SELECT city FROM customers";
  const [before, , after] = plan(text).bytes.toString().split(';\n');
  expect(before).toContain('damask_row');
  expect(after).toContain('damask_row');
  expect(after).not.toBe(before);
  // Trying it changes nothing.
  expect(earlier.settings.values.purpose).toBe('fulfilment');
});

test('what depends on names of the session is not kept', () => {
  const { plan } = planner();
  expect(plan('PREPARE a AS SELECT 1')).not.toBe(plan('PREPARE a AS SELECT 1'));
});

test('a text sets what its statements are planned under so many times', () => {
  const text = (times: number) =>
    Array.from({ length: times }, (_, at) => `SET search_path = public, s${at}; SELECT 1 FROM products`).join(';');
  const { plan } = planner();
  expect(plan(text(19)).bytes.length).toBeGreaterThan(0);
  expect(() => plan(text(21))).toThrow(expect.objectContaining({ code: 'statement_too_complex' }));
});

test('what may not stand together is refused', () => {
  const { plan } = planner();
  expect(() => plan('SELECT 1; SELECT 2', 'extended')).toThrow('cannot insert multiple commands');
  expect(() => plan("SET search_path = 'public'; COMMIT; SELECT 1")).toThrow('nothing may follow the end');
});

test('an INSERT of many rows is planned by its kinds of row', () => {
  const { plan } = planner('storefront', 'fulfilment');
  const rows = Array.from({ length: 4_000 }, (_, n) => `(${n}, ${n}, ${n}.5)`).join(', ');
  const sent = plan(`INSERT INTO orders (id, customer_id, total) VALUES ${rows}`).bytes.toString();
  expect(sent).toContain('(3999, 3999, 3999.5)');
});
