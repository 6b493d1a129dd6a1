import { expect, test } from 'vitest';
import { placeOf, processLook } from '../../../src/compose/console/process-look.js';
import type { ClientView, PoolView } from '../../../src/pg/index.js';

const client = { id: 7 } as ClientView;
const server = (processId: number) => ({ processId }) as PoolView['servers'][number];
const pool = (store: string, ...pids: number[]) =>
  ({ store, database: 'd', servers: pids.map(server) }) as unknown as PoolView;

test('ids of clients and servers are unique over processes and stores, and lead back', () => {
  const looks = [0, 1, 2].map((process) =>
    processLook(process, [pool('a', 100, 4_194_303), pool('b', 100)], [client], memoryOf()),
  );
  const ids = looks.flatMap(({ clients, pools }) => [
    ...clients.map(({ id }) => id),
    ...pools.flatMap(({ servers }) => servers.map(({ id }) => id)),
  ]);
  expect(new Set(ids).size).toBe(3 * 4);
  expect(ids.every(Number.isSafeInteger)).toBe(true);
  expect(placeOf(looks[2]?.clients[0]?.id ?? 0)).toEqual({ process: 2, client: 7 });
});

function memoryOf(): NodeJS.MemoryUsage {
  return { rss: 5, heapTotal: 4, heapUsed: 3, external: 2, arrayBuffers: 1 };
}
