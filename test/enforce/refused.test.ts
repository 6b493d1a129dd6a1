import { expect, test } from 'vitest';
import { refused, UnknownName } from '../../src/enforce/refused.js';
import { GatewayError } from '../../src/errors/index.js';

test('a refusal is 42501 with what and why', () => {
  expect(refused('x is refused', 'do y')).toMatchObject({ sqlstate: '42501', message: 'x is refused', hint: 'do y' });
  expect(refused('x').hint).toBe(undefined);
});

test('an unknown name is told from other errors, and has its own SQLSTATE', () => {
  const error = new UnknownName('undefined_relation', 'relation "x" does not exist');
  expect(error).toBeInstanceOf(GatewayError);
  expect(error.sqlstate).toBe('42P01');
});
