import { expect, test } from 'vitest';
import { InvariantError } from '../../../src/base/index.js';
import { memberType, type Scalar, typedText } from '../../../src/enforce/document/member-type.js';
import { compileMask, type Mask } from '../../../src/masks/index.js';

const maskOf = (name: string, options?: unknown): Mask => {
  const mask = compileMask({ name, options });
  if ('issue' in mask) throw new Error(mask.issue);
  return mask;
};
const text = (value: string): Scalar => ({ type: 'string', text: value });
const number = (value: string): Scalar => ({ type: 'number', text: value });
const typed = (scalar: Scalar, mask: Mask, typname: string | null = null) => {
  const found = typedText(scalar, mask, typname);
  return found === null ? null : `${found.type.typname} ${found.text}`;
};

test('a type is the same object each time, and none that nobody knows', () => {
  expect(memberType('int8')).toBe(memberType('int8'));
  expect(memberType('int8').declared).toBe('bigint');
  expect(() => memberType('money')).toThrow(InvariantError);
});

test('the declared type is the type, and a value that is none of it has none', () => {
  const redact = maskOf('redact');
  expect(typed(text('7'), redact, 'int8')).toBe('int8 7');
  expect(typed(text('7.5'), redact, 'int8')).toBeNull();
  expect(typed(number('1e2'), redact, 'int4')).toBeNull();
  expect(typed(number('1.50e1'), redact, 'numeric')).toBe('numeric 15.0');
  expect(typed(number('12e-3'), redact, 'numeric')).toBe('numeric 0.012');
  expect(typed(number('-0.0'), redact, 'numeric')).toBe('numeric 0.0');
  expect(typed(number('1e999'), redact, 'numeric')).toBeNull();
  expect(typed(number('-0'), redact, 'int4')).toBe('int4 0');
  expect(typed(text('true'), redact, 'bool')).toBe('bool t');
  expect(typed(text('false'), redact, 'bool')).toBe('bool f');
  expect(typed(text('yes'), redact, 'bool')).toBeNull();
  expect(typed({ type: 'boolean', text: 'true' }, redact, 'bool')).toBe('bool t');
  expect(typed({ type: 'boolean', text: 'false' }, redact, 'text')).toBe('text false');
  expect(typed({ type: 'boolean', text: 'true' }, redact, 'int4')).toBeNull();
  expect(typed(text('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'), redact, 'uuid')).toBe(
    'uuid a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  );
  expect(typed(number('5'), redact, 'uuid')).toBeNull();
  expect(typed(number('5'), redact, 'text')).toBe('text 5');
  expect(typed(number('5'), redact, 'date')).toBeNull();
  expect(typed(text('2024-01-31'), redact, 'date')).toBe('date 2024-01-31');
  expect(typed(text('31.1.2024'), redact, 'date')).toBeNull();
  expect(typed(text('::1'), redact, 'inet')).toBe('inet ::1');
  expect(typed(number('1'), redact, 'inet')).toBeNull();
});

test('moments are read with their zone, and printed as PostgreSQL does in UTC', () => {
  const year = maskOf('year');
  expect(typed(text('2024-05-01T23:30:00.1200-02:00'), year, 'timestamptz')).toBe(
    'timestamptz 2024-05-02 01:30:00.12+00',
  );
  expect(typed(text('2024-05-01 10:00:00z'), year, 'timestamptz')).toBe('timestamptz 2024-05-01 10:00:00+00');
  expect(typed(text('2024-05-01T10:00:00'), year, 'timestamp')).toBe('timestamp 2024-05-01 10:00:00');
  expect(typed(text('2024-05-01T10:00:00'), year, 'timestamptz')).toBeNull();
  expect(typed(text('2024-05-01T10:00:00Z'), year, 'timestamp')).toBeNull();
  expect(typed(text('2024-13-01T10:00:00Z'), year, 'timestamptz')).toBeNull();
  expect(typed(text('soon'), year, 'timestamptz')).toBeNull();
  expect(typed(number('1714550400'), year, 'timestamptz')).toBeNull();
});

test('without a declared type the value shows it, as far as the mask takes that', () => {
  expect(typed(number('7'), maskOf('hash_id'))).toBe('int8 7');
  expect(typed(number('7.5'), maskOf('hash_id'))).toBeNull();
  expect(typed(number('7.5'), maskOf('bucket', 5))).toBe('numeric 7.5');
  expect(typed({ type: 'boolean', text: 'true' }, maskOf('redact'))).toBe('bool t');
  expect(typed(text('x'), maskOf('pseudonym'))).toBe('text x');
  expect(typed(text('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), maskOf('hash_id'))).toBe(
    'uuid a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  );
  expect(typed(text('2024-01-31'), maskOf('bucket', 30))).toBe('date 2024-01-31');
  expect(typed(text('203.0.113.7'), maskOf('ip_prefix', { v4: 24, v6: 48 }))).toBe('inet 203.0.113.7');
  expect(typed(text('nothing of that'), maskOf('hash_id'))).toBeNull();
});
