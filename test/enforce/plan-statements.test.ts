import { describe, expect, test } from 'vitest';
import { clientPosition, joinStatements, leastOf, planStatement, readText } from '../../src/enforce/plan-statements.js';
import { defaultStatementLimits } from '../../src/sql/index.js';
import { plan, refusal, smallSpace } from './small-view.js';

const all = (text: string) => {
  const read = readText(text, [], defaultStatementLimits);
  const session = {
    purposes: [],
    changed: false,
    rowsMax: null,
    remembered: { prepared: new Map<string, null>(), cursors: new Map() },
    holds: () => true,
  };
  return read.statements.map((statement) => planStatement(read, statement, smallSpace('mailer').view, session));
};

test('a text that is changed nowhere goes as it came', () => {
  const text = " select  1 ; -- one\n ; SELECT 'ä' ";
  expect(joinStatements(text, all(text))).toBe(text);
});

test('each statement of a text has its guards', () => {
  const text = 'SELECT 1 FROM orders; SELECT 2 FROM customers';
  const sent = joinStatements(text, all(text));
  expect(sent.split(';\n')).toHaveLength(2);
  expect(sent.match(/damask_row WHERE/g)).toHaveLength(2);
});

test('it is known what a statement shows', () => {
  expect(plan('SELECT 1 FROM customers').fields).toEqual({ pass: 4, mask: 1, withhold: 4, lookups: 0 });
  expect(plan('SELECT 1 FROM products')).toMatchObject({
    touchesProtected: false,
    fields: { pass: 0, mask: 0, withhold: 0, lookups: 0 },
  });
});

test('what one part of a statement returns another part does not write', () => {
  expect(
    refusal(
      'WITH x AS (UPDATE customers SET city = city RETURNING email) INSERT INTO products (sku) SELECT email FROM x',
      'storefront',
    ),
  ).toMatch(/^42501/);
});

test('the least of limits counts', () => {
  expect([leastOf(null, null), leastOf(5, null), leastOf(5, 3), leastOf()]).toEqual([null, 5, 3, null]);
});

describe('a position of the server’s', () => {
  const at = (text: string, find: string, from = 0) => {
    const planned = all(text);
    const sent = joinStatements(text, planned);
    const position = [...sent.slice(0, sent.indexOf(find, from))].length + 1;
    return clientPosition(text, planned, position);
  };

  test('is the client’s own where nothing was changed', () => {
    expect(at('SELECT nothing', 'nothing')).toBe(8);
  });

  test('is moved back behind a guard', () => {
    const text = 'SELECT 1 FROM orders WHERE nothing = 1';
    expect(at(text, 'nothing')).toBe(text.indexOf('nothing') + 1);
  });

  test('counts characters, not bytes', () => {
    const text = "SELECT 'äö😀' FROM orders WHERE nothing = 1";
    expect(at(text, 'nothing')).toBe([...text.slice(0, text.indexOf('nothing'))].length + 1);
  });

  test('within a guard is where the relation’s name stood', () => {
    expect(at('SELECT 1 FROM orders', 'damask_row')).toBe(15);
  });

  test('in a later statement counts from the text’s start', () => {
    const text = 'SELECT 1 FROM orders; SELECT nothing';
    expect(at(text, 'nothing')).toBe(text.indexOf('nothing') + 1);
  });
});

test('a comment within what PostgreSQL takes for one token is blank, in what is sent too', () => {
  const { text } = plan("SELECT id FROM products WHERE sku NOT /* its -- */ IN ('a', '/* stays */') -- end");
  expect(text).toMatch(/NOT\s+IN \('a', '\/\* stays \*\/'\)/);
});
