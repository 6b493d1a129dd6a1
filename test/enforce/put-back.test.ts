import { beforeAll, expect, test } from 'vitest';
import { planStatement, readText } from '../../src/enforce/plan-statements.js';
import { putBack } from '../../src/enforce/put-back.js';
import { defaultStatementLimits, loadParser, readTemplate } from '../../src/sql/index.js';
import { smallSession, smallSpace } from './small-view.js';

beforeAll(loadParser);

/** Of a text in which `‹…›` stands for more: what is put back says what, one after the other. */
function whole(marked: string, written: readonly string[], alone = false) {
  const reduced = marked.replaceAll(/[‹›]/g, '');
  const leftOut = written.map((all, at) => {
    const before = marked
      .split('‹')
      .slice(0, at + 1)
      .join('')
      .replaceAll('›', '');
    const kept = marked.split('‹')[at + 1]?.split('›')[0] ?? '';
    return { start: before.length, end: before.length + kept.length, written: all };
  });
  const read = readText(reduced, [], defaultStatementLimits, readTemplate(reduced) ?? { key: reduced, literals: [] });
  const [statement] = read.statements;
  const planned = planStatement(read, statement!, smallSpace('storefront').view, smallSession);
  return putBack(planned, reduced, leftOut, {
    literals: read.literals!,
    standsAlone: (around) => !alone || !around.includes('$'),
  });
}

test('all stands where some of it stood, in the midst of what was put in', () => {
  const made = whole("INSERT INTO orders (id, total) SELECT ‹1, 2› FROM customers WHERE city = 'é' AND ‹id = 3›", [
    '1, 22, 333',
    'id = 3 OR id = 4',
  ]);
  expect(made?.text).toContain('SELECT 1, 22, 333 FROM');
  expect(made?.text).toMatch(/city = 'é' AND id = 3 OR id = 4$/);
  expect(made?.text).toContain('damask_row');
});

test('what was put in is found again behind it', () => {
  const made = whole('INSERT INTO orders (id) SELECT ‹1› FROM customers', ['1, 2, 3']);
  const [into, from] = made?.trace?.edits ?? [];
  const client = 'INSERT INTO orders (id) SELECT 1, 2, 3 FROM customers';
  expect(client.slice(into?.start)).toMatch(/^orders/);
  expect(client.slice(from?.start)).toMatch(/^customers/);
  expect(made?.trace?.end).toBe(client.length);
});

test('nothing is put back where what was kept is not sent as it came', () => {
  expect(whole('SELECT id, ‹email› FROM customers', ['email, email'])).not.toBeNull();
  expect(whole('SELECT id FROM ‹customers›', ['customers, customers'])).toBeNull();
});

test('nothing is put back beside parameters where none may stand', () => {
  const text = 'INSERT INTO orders (id) SELECT ‹$1› FROM customers WHERE id = $2';
  expect(whole(text, ['$1, $3'])?.text).toContain('$1, $3');
  expect(whole(text, ['$1, $3'], true)).toBeNull();
});
