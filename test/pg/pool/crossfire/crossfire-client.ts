import {
  decodeDataRow,
  decodeErrorFields,
  decodeNotification,
  decodeParameterStatus,
} from '../../../../src/pgwire/index.js';
import { RawClient, type RawFrame, requestCancel } from '../../raw-client.js';
import type { Act, Expected, Own, Roll } from './act.js';

/** Long enough for a busy machine with a pool that is paused now and then. */
const answerMs = 20_000;

const keptWaiting = 'N:no server connection is free: the statement waits for one';

/** The client has lost its connection: a server process was ended, or it was itself. */
export class Lost extends Error {}

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** One client of many. It knows what it may be told, and by what. */
export class CrossfireClient {
  readonly own: Own;
  readonly #client: RawClient;
  readonly #roll: Roll;
  readonly #place: Place;
  /** What `application_name` and the like were, or may be told to be. */
  readonly #statuses = new Map<string, Set<string>>();
  #lastActs: string[] = [];

  constructor(client: RawClient, own: Own, roll: Roll, place: Place) {
    this.#client = client;
    this.own = own;
    this.#roll = roll;
    this.#place = place;
  }

  /** `more` are parameters of the startup message. */
  static async logIn(
    place: Place,
    database: string,
    own: Own,
    roll: Roll,
    more: Readonly<Record<string, string>> = {},
  ): Promise<CrossfireClient> {
    const parameters = { database, TimeZone: 'UTC', ...more };
    const client = await RawClient.logIn(place, parameters, undefined, answerMs).catch((fault: Error) => {
      throw fault.message.startsWith('closed after') ? new Lost(`client ${own.id} logs in: ${fault.message}`) : fault;
    });
    return new CrossfireClient(client, own, roll, place);
  }

  /** Some acts, said in one go or in pieces, and what comes of them. */
  async play(acts: readonly Act[]): Promise<void> {
    this.#lastActs = acts.map(({ name }) => name);
    const steps = acts.some(({ later, cancels, ends, deafMs }) => later || cancels || ends || deafMs);
    if (steps || this.#roll(2) === 0) {
      for (const act of acts) {
        await this.#say(act.said, act.ends === 'breaks off');
        if (act.ends === 'breaks off') return this.#client.close();
        if (act.deafMs) await this.#hearNothing(act.deafMs);
        await this.#hear(act);
      }
      return;
    }
    await this.#say(
      acts.flatMap(({ said }) => said),
      false,
    );
    for (const act of acts) await this.#hear(act);
  }

  async #hearNothing(ms: number): Promise<void> {
    this.#client.socket.pause();
    await pause(ms);
    this.#client.socket.resume();
  }

  close(): void {
    this.#client.close();
  }

  /** Bytes, cut where chance will have it. `isPart`: they may end anywhere. */
  async #say(said: readonly Buffer[], isPart: boolean): Promise<void> {
    const bytes = Buffer.concat(said);
    const end = isPart ? this.#roll(bytes.length + 1) : bytes.length;
    const way = this.#roll(4);
    for (let from = 0; from < end; ) {
      const to = way === 0 ? end : Math.min(end, from + 1 + this.#roll(way === 1 ? 8 : 200));
      this.#client.send(bytes.subarray(from, to));
      from = to;
      if (way !== 0 && from < end && this.#roll(4) === 0) await pause(this.#roll(3));
    }
    if (isPart) await pause(this.#roll(10));
  }

  async #hear(act: Act): Promise<void> {
    const { expects, ends } = act;
    const cancel = act.cancels ? this.#cancel() : null;
    let wasCancelled = false;
    let heard = 0;
    for (let at = 0; at < expects.length; ) {
      for (const { after, said } of act.later ?? []) if (after === at && heard === at) await this.#say(said, false);
      const told = await this.#next();
      if (told === null) {
        if (ends !== undefined && ends !== 'is thrown out') return;
        throw new Lost(this.#where(act, 'the end'));
      }
      const expected = expects[at] as Expected;
      if (ends === 'is thrown out' && told === 'FATAL:08P01') break;
      if (isLoss(told)) throw new Lost(this.#where(act, told));
      if (
        act.cancels &&
        /^E:57014:(canceling statement due to user request|message hidden)/.test(told) &&
        !wasCancelled
      ) {
        wasCancelled = true;
        at = expects.length - 1;
        continue;
      }
      // What a Describe within a Query would say comes where the server has got so far.
      if (expected === 'T?' && told !== 'T') {
        heard += 1;
        at += 1;
        if (!fits(told, expects[at] as Expected)) this.#wrong(act, told, expects[at] as Expected);
      } else if (expected !== 'T?' && !fits(told, expected)) {
        this.#wrong(act, told, expected);
      }
      at += 1;
      heard += 1;
    }
    await cancel;
    act.done?.();
    if (ends === undefined) return;
    for (let told = await this.#next(); told !== null; told = await this.#next()) {
      if (!isLoss(told) && told !== 'FATAL:08P01') this.#wrong(act, told, 'the end');
    }
  }

  #where({ name }: Act, told: string): string {
    return `client ${this.own.id}, ${name}: ${told}`;
  }

  async #cancel(): Promise<void> {
    await pause(this.#roll(60));
    await requestCancel(this.#place, this.#client.key);
  }

  #wrong(act: Act, told: string, expected: Expected): never {
    const said = this.#client.frames.slice(-12).map(tell);
    throw new Error(
      `client ${this.own.id}, ${act.name} (of ${this.#lastActs.join(', ')}): is told ${told.slice(0, 300)} instead of ${String(expected).slice(0, 300)}; ${said.map((one) => one.slice(0, 120)).join(' ~ ')}`,
    );
  }

  /** The next thing that was asked for; null when the connection has closed. */
  async #next(): Promise<string | null> {
    for (;;) {
      const frame = await this.#client.next(answerMs).catch((cause: unknown) => {
        throw new Error(`client ${this.own.id} has no answer: ${this.#lastActs.join(', ')}`, { cause });
      });
      if (frame === null) return null;
      if (frame.type === 'A') this.#notified(frame);
      else if (frame.type === 'S') this.#status(frame);
      // On a busy machine: it is told once in each wait of five seconds.
      else if (frame.type !== 'N' || tell(frame) !== keptWaiting) return tell(frame);
    }
  }

  #notified({ bytes }: RawFrame): void {
    const { channel, payload } = decodeNotification(bytes, 0, bytes.length);
    const { id } = this.own;
    const isOwn = channel === `c${id}` && payload.startsWith(`to ${id} m`);
    if (!isOwn) throw new Error(`client ${id} is notified of ${channel}: ${payload}`);
  }

  #status({ bytes }: RawFrame): void {
    const { name, value } = decodeParameterStatus(bytes, 0, bytes.length);
    const { id } = this.own;
    this.#statuses.set(name, (this.#statuses.get(name) ?? new Set()).add(value));
    const isOthers = name === 'application_name' && value !== '' && !value.startsWith(`m${id}.`);
    if (isOthers) throw new Error(`client ${id} is told that it is called ${value}`);
  }
}

function fits(told: string, expected: Expected): boolean {
  return typeof expected === 'string' ? told === expected : expected.test(told);
}

/** The server process was ended, or is gone; or what the client has made is of a policy that is no longer in force. */
function isLoss(told: string): boolean {
  return /^FATAL:(57P01|57P02|57P03|08006)/.test(told) || /^E:26000:.*planned under another/.test(told);
}

/** A frame as text: with its values, and what an error or notice says. */
function tell({ type, bytes, text }: RawFrame): string {
  if (type === 'D') return `D:${decodeDataRow(bytes, 0, bytes.length).map(String).join('|')}`;
  if (type === 'd') return `d:${bytes.toString('utf8', 5)}`;
  if (type === 'N') return `N:${decodeErrorFields(bytes, 0, bytes.length).get('M')}`;
  if (type !== 'E') return text;
  return text.startsWith('FATAL') ? text : `${text}:${decodeErrorFields(bytes, 0, bytes.length).get('M')}`;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
