import { expect, test } from 'vitest';
import { ClientCounts, type CountedClient } from '../../src/pg/client-places.js';

const client = (id: number, more: Partial<CountedClient> = {}): CountedClient => ({
  id,
  store: 'shop',
  principal: 'app',
  database: 'orders',
  ofPrincipalMax: 2,
  ofDatabaseMax: 3,
  ...more,
});

test('counts clients by principal and by database, over processes', () => {
  const counts = new ClientCounts();
  expect([counts.take(1, client(1)), counts.take(2, client(1)), counts.take(1, client(2))]).toEqual([
    null,
    null,
    'principal',
  ]);
  expect(counts.take(1, client(3, { principal: 'other' }))).toBeNull();
  expect(counts.take(1, client(4, { principal: 'third' }))).toBe('database');
  expect(counts.take(1, client(5, { principal: 'third', database: 'more' }))).toBeNull();
  // A principal's clients are those of all databases, but of one store.
  expect(counts.take(1, client(6, { database: 'more' }))).toBe('principal');
  expect(counts.take(1, client(7, { store: 'other' }))).toBeNull();
});

test('who was not let in takes no place, and who leaves gives one back, once', () => {
  const counts = new ClientCounts();
  for (const id of [1, 2, 3]) counts.take(1, client(id));
  counts.leave(1, 3);
  expect(counts.take(1, client(4))).toBe('principal');
  counts.leave(1, 1);
  counts.leave(1, 1);
  expect(counts.take(1, client(5))).toBeNull();
  expect(counts.take(1, client(6))).toBe('principal');
});

test('the clients of a process that is gone are gone, and nobody else’s', () => {
  const counts = new ClientCounts();
  counts.take(1, client(1));
  counts.take(2, client(1));
  counts.leaveAll(1);
  expect(counts.take(2, client(2))).toBeNull();
  expect(counts.take(2, client(3))).toBe('principal');
});

test('0 is no limit, and what comes under it counts all the same', () => {
  const counts = new ClientCounts();
  const unbounded = { ofPrincipalMax: 0, ofDatabaseMax: 0 };
  for (const id of [1, 2, 3]) expect(counts.take(1, client(id, unbounded))).toBeNull();
  expect(counts.take(1, client(4))).toBe('principal');
});
