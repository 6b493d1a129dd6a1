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

test('an unknown name has a position where it stands, and nowhere else', () => {
  const at = (location: unknown, written: string, text: string) =>
    new UnknownName('undefined_relation', 'x', { location, written, hint: 'h' }).positioned(Buffer.from(text)).position;
  expect(at(2, 'nosuch', 'ü nosuch')).toBeUndefined();
  expect(at(3, 'nosuch', 'ü nosuch')).toBe(3);
  expect(at(0, 'nosuch', 'NOSUCH')).toBe(1);
  expect(at(5, 'nosuch', '𝄞 "nosuch"')).toBe(3);
  expect(at(90, 'nosuch', 'nosuch')).toBeUndefined();
  expect(at(undefined, 'nosuch', 'nosuch')).toBeUndefined();
  expect(at(0, '', 'nosuch')).toBeUndefined();
  const error = new UnknownName('undefined_function', 'x', { location: 0, written: 'x', hint: 'h', sqlstate: '42704' });
  expect(error.positioned(Buffer.from('x'))).toMatchObject({ message: 'x', hint: 'h', sqlstate: '42704', position: 1 });
  const { position, hint, sqlstate } = error.positioned(Buffer.from('x')).unplaced();
  expect([position, hint, sqlstate]).toEqual([undefined, 'h', '42704']);
});
