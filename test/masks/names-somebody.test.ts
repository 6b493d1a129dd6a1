import { expect, test } from 'vitest';
import { namesSomebody } from '../../src/masks/index.js';

test.each([
  'jane@example.com',
  'inline; filename="jane@example.com.pdf"',
  'user=jane%40example.com',
  'app;desc="10.1.2.3"',
  '2001:db8::1',
  'GB82 WEST 1234 5698 7654 32',
  'tel:+4917112345678',
  '078-05-1120',
  '4111 1111 1111 1111',
  'card=4111111111111111;',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
])('%s names somebody', (text) => {
  expect(namesSomebody(text)).toBe(true);
});

test.each([
  '',
  '1715940000',
  '1715940000123456',
  '4111111111111112',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  '123e4567-e89b-12d3-a456-426614174000',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'total;dur=123.4, cache;desc="hit"',
  '100;w=60',
  'Thu, 26 Nov 2026 17:00:00 GMT',
  '2026-11-26T17:00:00Z',
  '</crm/v1/contacts?page=2>; rel="next"',
])('%s names nobody', (text) => {
  expect(namesSomebody(text)).toBe(false);
});
