/** What one side may ask of the other: a question's name, what goes with it, and what comes back. */
export type Questions = Readonly<Record<string, { readonly ask: unknown; readonly answer: unknown }>>;

/** Answers to what the other side asks. */
export type Answers<Asked extends Questions> = {
  readonly [Name in keyof Asked]: (ask: Asked[Name]['ask']) => Asked[Name]['answer'] | Promise<Asked[Name]['answer']>;
};

/** A fault on its way from one process to the other: what `sayFault` and the log may know of it, and no more. */
export interface FaultRecord {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly address?: string;
  readonly port?: number;
}

/** A worker's first word. What is sent to it before is lost: Node reads the pipe before the program listens. */
export const hello = { kind: 'hello' } as const;

type Message =
  | typeof hello
  | { readonly kind: 'ask'; readonly number: number; readonly name: string; readonly body: unknown }
  | { readonly kind: 'answer'; readonly number: number; readonly body: unknown }
  | { readonly kind: 'fault'; readonly number: number; readonly fault: FaultRecord };

/** The other side did not answer in time, or is gone. */
export class ChannelFault extends Error {
  override readonly name = 'ChannelFault';
}

interface Waiting {
  readonly resolve: (body: unknown) => void;
  readonly reject: (fault: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

/**
 * Questions and answers between the first process and one worker, over the pipe that Node puts between them. Both sides are
 * of the same program, so what arrives has the form that was sent.
 */
export class Channel<Asks extends Questions, Asked extends Questions> {
  readonly #send: (message: object) => void;
  readonly #answers: Answers<Asked>;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #closed = false;

  /** `send` may throw when the other side is gone. `answers` may ask back. */
  constructor(send: (message: object) => void, answers: (channel: Channel<Asks, Asked>) => Answers<Asked>) {
    this.#send = send;
    this.#answers = answers(this);
  }

  /** @throws ChannelFault after `withinMs`, or when the other side is gone; else what the other side threw. */
  ask<Name extends keyof Asks & string>(
    name: Name,
    body: Asks[Name]['ask'],
    withinMs: number,
  ): Promise<Asks[Name]['answer']> {
    if (this.#closed) return Promise.reject(new ChannelFault('the other process is gone'));
    this.#last += 1;
    const number = this.#last;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#waiting.delete(number);
        reject(new ChannelFault(`no answer to \`${name}\` in time`));
      }, withinMs);
      this.#waiting.set(number, { resolve, reject, deadline });
      this.#say({ kind: 'ask', number, name, body });
    });
  }

  /** Takes what the other side sent. */
  receive(received: unknown): void {
    const message = received as Message;
    if (message.kind === 'hello') return;
    if (message.kind === 'ask') {
      void this.#answer(message.number, message.name, message.body);
      return;
    }
    const waiting = this.#waiting.get(message.number);
    if (waiting === undefined) return;
    this.#waiting.delete(message.number);
    clearTimeout(waiting.deadline);
    if (message.kind === 'answer') waiting.resolve(message.body);
    else waiting.reject(Object.assign(new Error(message.fault.message), message.fault));
  }

  /** The other side is gone: who waits for it waits no longer. */
  close(): void {
    this.#closed = true;
    for (const { reject, deadline } of this.#waiting.values()) {
      clearTimeout(deadline);
      reject(new ChannelFault('the other process is gone'));
    }
    this.#waiting.clear();
  }

  async #answer(number: number, name: string, body: unknown): Promise<void> {
    try {
      const answer = this.#answers[name];
      if (answer === undefined) throw new ChannelFault('this is not answered here');
      this.#say({ kind: 'answer', number, body: await answer(body) });
    } catch (fault) {
      this.#say({ kind: 'fault', number, fault: recordOf(fault) });
    }
  }

  #say(message: Message): void {
    if (this.#closed) return;
    try {
      this.#send(message);
    } catch {
      // It is going away: `close` tells those who wait.
    }
  }
}

function recordOf(fault: unknown): FaultRecord {
  if (!(fault instanceof Error)) return { name: 'Error', message: 'internal error' };
  const { code, syscall, address, port }: { [key in keyof FaultRecord]?: unknown } = { ...fault };
  return {
    name: fault.name,
    message: fault.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof syscall === 'string' ? { syscall } : {}),
    ...(typeof address === 'string' ? { address } : {}),
    ...(typeof port === 'number' ? { port } : {}),
  };
}
