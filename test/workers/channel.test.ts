import { afterEach, expect, test } from 'vitest';
import { type Answers, Channel, ChannelFault } from '../../src/workers/index.js';

type Sums = { add: { ask: readonly number[]; answer: number }; hang: { ask: null; answer: null } };
type None = Record<never, never>;

const channels: Channel<Sums, None>[] = [];
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});

/** Two ends of a pipe through which only plain data goes. */
function pair(answers: Answers<Sums>): Channel<Sums, None> {
  const near: Channel<Sums, None> = new Channel(
    (message) => queueMicrotask(() => far.receive(structuredClone(message))),
    () => ({}),
  );
  const far: Channel<None, Sums> = new Channel(
    (message) => queueMicrotask(() => near.receive(structuredClone(message))),
    () => answers,
  );
  channels.push(near);
  return near;
}

const add = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const never = (): Promise<null> => new Promise(() => {});

test('each question gets its own answer, whatever their order', async () => {
  const gates: (() => void)[] = [];
  const channel = pair({
    add: async (numbers) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return add(numbers);
    },
    hang: never,
  });
  const sums = [channel.ask('add', [1, 2], 10_000), channel.ask('add', [3, 4], 10_000)];
  await expect.poll(() => gates.length).toBe(2);
  for (const open of gates.reverse()) open();
  expect(await Promise.all(sums)).toEqual([3, 7]);
});

test('a fault comes back with its code and words, and nothing of its stack', async () => {
  const fault = Object.assign(new Error('listen EADDRINUSE'), {
    code: 'EADDRINUSE',
    syscall: 'listen',
    port: 1,
    secret: 2,
  });
  const channel = pair({
    add: () => {
      throw fault;
    },
    hang: never,
  });
  const caught = await channel.ask('add', [], 10_000).catch((error: unknown) => error);
  expect(caught).toMatchObject({ message: 'listen EADDRINUSE', code: 'EADDRINUSE', syscall: 'listen', port: 1 });
  expect(caught).not.toHaveProperty('secret');
});

test('who is not answered in time, or whose other side is gone, is told so', async () => {
  const channel = pair({ add, hang: never });
  await expect(channel.ask('hang', null, 10)).rejects.toBeInstanceOf(ChannelFault);
  const waiting = channel.ask('hang', null, 60_000);
  channel.close();
  await expect(waiting).rejects.toBeInstanceOf(ChannelFault);
  await expect(channel.ask('add', [1], 60_000)).rejects.toBeInstanceOf(ChannelFault);
});

test('a question that nobody answers is refused, and an answer that nobody waits for is dropped', async () => {
  const channel = pair({ add } as unknown as Answers<Sums>);
  await expect(channel.ask('hang', null, 10_000)).rejects.toThrow('not answered here');
  channel.receive({ kind: 'answer', number: 999, body: null });
  expect(await channel.ask('add', [2, 2], 10_000)).toBe(4);
});
