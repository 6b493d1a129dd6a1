import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type ClientTaker, FrontDoor } from '../../src/workers/front-door.js';
import type { ArrivedClient } from '../../src/workers/index.js';

class Taker implements ClientTaker {
  readonly taken: Socket[] = [];
  readonly admitted: boolean[] = [];
  /** False: it ends before it takes the next client. */
  lives = true;

  clientsFrom(): number {
    return this.taken.length;
  }

  async hand(socket: Socket, { admitted }: ArrivedClient): Promise<boolean> {
    if (!this.lives) return false;
    this.taken.push(socket);
    this.admitted.push(admitted);
    return true;
  }
}

let door: FrontDoor;
const clients: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  door.close();
});

async function open(takers: () => readonly Taker[], clientsMax = 100): Promise<() => Promise<Socket>> {
  door = new FrontDoor({ host: '127.0.0.1', port: 0, backlog: 10, clientsMax: () => clientsMax, takers, name: 'a' });
  const { port } = await door.open();
  return async () => {
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    clients.push(client);
    await once(client, 'connect');
    return client;
  };
}

const comesTo = (read: () => unknown) => expect.poll(read, { timeout: 20_000 });

test('each client goes to the one that has the fewest', async () => {
  const takers = [new Taker(), new Taker(), new Taker()];
  takers[0]?.taken.push(...([{}, {}] as Socket[]));
  const arrive = await open(() => takers);
  for (let count = 1; count <= 4; count += 1) {
    await arrive();
    await comesTo(() => takers.reduce((sum, one) => sum + one.clientsFrom(), 0)).toBe(2 + count);
  }
  expect(takers.map((one) => one.clientsFrom())).toEqual([2, 2, 2]);
});

test('more than may be there are handed on as not admitted, so that each is told', async () => {
  const taker = new Taker();
  const arrive = await open(() => [taker], 2);
  for (let count = 1; count <= 3; count += 1) {
    await arrive();
    await comesTo(() => taker.clientsFrom()).toBe(count);
  }
  expect(taker.admitted).toEqual([true, true, false]);
});

test('a client whose taker ends on the way goes to another; while there is none it waits', async () => {
  const [ended, other] = [new Taker(), new Taker()];
  let takers: Taker[] = [ended];
  ended.lives = false;
  const arrive = await open(() => {
    const now = takers;
    // It is seen to be gone once it has failed.
    takers = takers.filter(({ lives }) => lives);
    return now;
  });
  const client = await arrive();
  await comesTo(() => takers).toEqual([]);
  expect(client.destroyed).toBe(false);
  takers = [other];
  door.takersChanged();
  await comesTo(() => other.clientsFrom()).toBe(1);
});

test('a closed door lets go of who waits', async () => {
  const arrive = await open(() => []);
  const client = await arrive();
  const closed = once(client, 'close');
  client.resume();
  door.close();
  await closed;
});
