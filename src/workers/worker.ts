import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { type Answers, Channel, type Questions } from './channel.js';
import { type ArrivedClient, type ClientNews, type HandedClient, isClientNews } from './handed-client.js';

/** One worker, as the first process sees it. */
export class Worker<Asks extends Questions, Asked extends Questions> {
  /** Its place among the workers, from 0. A worker that takes another's place has the same. */
  readonly slot: number;
  /** No other worker has had or will have it, as long as the first process lives. */
  readonly id: number;
  /** Resolves when the program runs, and hears what it is asked. */
  readonly hears: Promise<void>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly #process: ChildProcess;
  readonly #channel: Channel<Asks, Asked>;
  /** Clients on their way to it, by number: called with whether it has taken them. */
  readonly #onTheirWay = new Map<number, (taken: boolean) => void>();
  /** The clients that it was handed and that have not left, by number: the doors at which they came. */
  readonly #clients = new Map<number, string>();
  readonly #counts = new Map<string, number>();
  #lastClient = 0;

  constructor(slot: number, id: number, process: ChildProcess, answers: Answers<Asked>) {
    this.slot = slot;
    this.id = id;
    this.#process = process;
    this.#channel = new Channel<Asks, Asked>(
      (message) => process.send(message),
      () => answers,
    );
    process.on('message', (message) => {
      if (isClientNews(message)) this.#clientNews(message);
      else this.#channel.receive(message);
    });
    // Node tells of a pipe that broke; the exit follows.
    process.on('error', () => {});
    this.hears = new Promise((resolve) => {
      process.once('message', () => resolve());
    });
    this.gone = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        this.#channel.close();
        for (const settle of this.#onTheirWay.values()) settle(false);
        this.#onTheirWay.clear();
        resolve({ code, signal });
      });
    });
  }

  get processId(): number {
    return this.#process.pid ?? 0;
  }

  /** Clients that it was handed from a door and that have not left. */
  clientsFrom(door: string): number {
    return this.#counts.get(door) ?? 0;
  }

  /** As `Channel.ask`. */
  ask<Name extends keyof Asks & string>(
    name: Name,
    body: Asks[Name]['ask'],
    withinMs: number,
  ): Promise<Asks[Name]['answer']> {
    return this.#channel.ask(name, body, withinMs);
  }

  /**
   * Hands a client over, from which nothing has been read. Resolves with false when the worker ended before it took it: the
   * caller then still has the client.
   */
  hand(socket: Socket, arrived: ArrivedClient): Promise<boolean> {
    this.#lastClient += 1;
    const number = this.#lastClient;
    const handed: HandedClient = { kind: 'client', number, arrived };
    this.#clients.set(number, arrived.door);
    this.#counts.set(arrived.door, this.clientsFrom(arrived.door) + 1);
    return new Promise((resolve) => {
      const settle = (taken: boolean): void => {
        this.#onTheirWay.delete(number);
        if (!taken) this.#left(number);
        resolve(taken);
      };
      this.#onTheirWay.set(number, settle);
      try {
        // Kept open here too: if the worker ends before it has taken the client, another can.
        this.#process.send(handed, socket, { keepOpen: true }, (fault) => {
          if (fault !== null) settle(false);
        });
      } catch {
        settle(false);
      }
    });
  }

  /** Lets the process end by itself: without its pipe it does so at once. */
  release(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #clientNews({ kind, number }: ClientNews): void {
    if (kind === 'left') this.#left(number);
    else this.#onTheirWay.get(number)?.(true);
  }

  #left(number: number): void {
    const door = this.#clients.get(number);
    if (door === undefined) return;
    this.#clients.delete(number);
    this.#counts.set(door, this.clientsFrom(door) - 1);
  }
}
