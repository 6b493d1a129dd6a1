import type { Socket } from 'node:net';
import process from 'node:process';
import { type Answers, Channel, hello, type Questions } from './channel.js';
import { type ArrivedClient, type ClientNews, type HandedClient, isHandedClient } from './handed-client.js';

export interface MemberOptions<Asks extends Questions, Asked extends Questions> {
  /** Answers what the first process asks. */
  readonly answers: (channel: Channel<Asks, Asked>) => Answers<Asked>;
  readonly take: (socket: Socket, arrived: ArrivedClient) => void;
}

/**
 * A worker's end of the pipe to the first process. Signals are the first process's affair: a terminal sends them to all
 * processes, and a worker that obeyed would be replaced. When the first process is gone, the worker ends at once: nobody
 * could tell it of a change of policy.
 *
 * @throws Error when this process was not started as a worker.
 */
export function joinAsWorker<Asks extends Questions, Asked extends Questions>({
  answers,
  take,
}: MemberOptions<Asks, Asked>): void {
  if (process.send === undefined) throw new Error('this is a part of `damask start`, and does nothing by itself');
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const) process.on(signal, () => {});
  process.once('disconnect', () => process.exit(0));
  const say = (message: object): void => {
    if (process.connected) process.send?.(message);
  };
  const channel = new Channel<Asks, Asked>(say, answers);
  process.on('message', (message, handle) => {
    if (isHandedClient(message)) takeClient(message, handle as Socket | undefined);
    else channel.receive(message);
  });

  function takeClient({ number, arrived }: HandedClient, socket: Socket | undefined): void {
    const tell = (kind: ClientNews['kind']): void => say({ kind, number } satisfies ClientNews);
    tell('taken');
    // A client that has gone meanwhile comes without its socket.
    if (socket === undefined || socket.destroyed) {
      tell('left');
      return;
    }
    socket.once('close', () => tell('left'));
    take(socket, arrived);
  }
  say(hello);
}
