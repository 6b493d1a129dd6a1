import { expect, test } from 'vitest';
import { CountedPlaces } from '../../../src/compose/workers/counted-places.js';
import { ClientCounts } from '../../../src/pg/index.js';

/** As two workers have them, and the process that counts for both. */
function twoWorkers(): readonly CountedPlaces[] {
  const counts = new ClientCounts();
  return [1, 2].map(
    (worker) =>
      new CountedPlaces({
        take: async (client) => counts.take(worker, client),
        leave: async (id) => counts.leave(worker, id),
      }),
  );
}

const client = (id: number, max: number) => ({
  id,
  store: 'shop',
  principal: 'app',
  database: 'shop',
  ofPrincipalMax: max,
  ofDatabaseMax: 0,
});

test('clients of all workers count, and give their places back', async () => {
  const [one, other] = twoWorkers() as [CountedPlaces, CountedPlaces];
  expect([await one.take(client(1, 2)), await other.take(client(1, 2))]).toEqual([null, null]);
  expect([await one.take(client(2, 2)), await other.take(client(2, 2))]).toEqual(['principal', 'principal']);
  other.leave(1);
  expect(await one.take(client(2, 2))).toBeNull();
});

test('those that came before there was a bound count once there is one', async () => {
  const [one, other] = twoWorkers() as [CountedPlaces, CountedPlaces];
  for (const id of [1, 2]) expect(await one.take(client(id, 0))).toBeNull();
  one.leave(2);
  expect(await other.take(client(1, 1))).toBeNull();
  other.leave(1);
  one.countAll();
  expect(await other.take(client(2, 1))).toBe('principal');
  one.countAll();
  one.leave(1);
  expect(await other.take(client(2, 1))).toBeNull();
});
