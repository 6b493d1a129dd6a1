import { describe, expect, test } from 'vitest';
import { planStatement, readText } from '../../src/enforce/plan-statements.js';
import { clientPosition, joinStatements } from '../../src/enforce/sent-text.js';
import { defaultStatementLimits } from '../../src/sql/index.js';
import { smallSession, smallSpace } from './small-view.js';

const all = (text: string) => {
  const read = readText(text, [], defaultStatementLimits);
  return read.statements.map((statement) => planStatement(read, statement, smallSpace('mailer').view, smallSession));
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
