import { expect, test } from 'vitest';
import { inOneGo } from '../../src/base/index.js';
import { planStatement, readText } from '../../src/enforce/plan-statements.js';
import { printHoled, readBack } from '../../src/enforce/read-back.js';
import { defaultStatementLimits, readTemplate } from '../../src/sql/index.js';
import { parsed, smallContext, smallSession, smallSpace } from './small-view.js';

test('what reads as it is meant is sent, and nothing else', () => {
  const meant = parsed('SELECT id FROM public.products WHERE id = 1');
  const back = (written: string) => inOneGo(readBack(meant, smallContext('mailer', meant), written, null));
  expect(back('SELECT  id FROM public.products WHERE (id = 1)')).toEqual({
    text: 'SELECT  id FROM public.products WHERE (id = 1)',
    holed: null,
  });
  expect(back('SELECT id FROM public.products WHERE id = 2')).toBeNull();
  expect(back('SELECT id FROM public.products WHERE id = 1; SELECT 1')).toBeNull();
  expect(back('SELECT id FROM')).toBeNull();
});

test('a placeholder that is not there is missed', () => {
  const meant = parsed('SELECT 1');
  const context = smallContext('mailer', meant);
  context.splices.expression('2');
  expect(() => inOneGo(readBack(meant, context, 'SELECT 1', null))).toThrow('a guard does not stand in its place');
});

/** The prepared form of a text with so many literals. */
function preparedForm(literals: number, condition = 'price') {
  const text = `SELECT sku FROM products WHERE ${Array.from({ length: literals }, (_, at) => `${condition} = ${at}`).join(' OR ')}`;
  const read = readText(text, [], defaultStatementLimits, readTemplate(text));
  const [statement] = read.statements;
  if (statement === undefined) throw new Error('no statement');
  return planStatement(read, statement, smallSpace('mailer').view, smallSession).holed?.prepared ?? null;
}

test('literals become parameters, unless there are very many of them', () => {
  expect(preparedForm(2)?.bytes.toString()).toMatch(/= \$1 OR price = \$2$/);
  expect(preparedForm(100)?.types).toHaveLength(100);
  expect(preparedForm(101)).toBeNull();
});

test('where a row could raise, literals stay what they are', () => {
  expect(preparedForm(2, '1 / price')).toBeNull();
});

test('without literals there are no holes to print', () => {
  expect(printHoled(parsed('SELECT 1'), null)).toBe('');
});
