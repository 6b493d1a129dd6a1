import net from 'node:net';
import pg from 'pg';
import { backend, decodeErrorFields } from '../../src/pgwire/index.js';
import { startup as startupMessage } from '../pg/raw-client.js';

/** Where, and as whom. */
export interface Door {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** What came back for one step. */
export interface Heard {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly tags: readonly string[];
  readonly sqlstates: readonly string[];
  readonly closed: boolean;
}

/** How long a step may take that no ReadyForQuery ends. */
const silenceMs = 150;

/** A client that keeps every byte that it receives, and says exactly what it is told to. Logging in is left to node-postgres. */
export class Wire {
  readonly #socket: net.Socket;
  readonly #answerMs: number;
  readonly #received: Buffer[] = [];
  #unread: Buffer = Buffer.alloc(0);
  #closed = false;
  #wake: () => void = () => {};

  constructor(answerMs: number) {
    this.#answerMs = answerMs;
    this.#socket = new net.Socket();
    this.#socket.on('data', (chunk) => {
      this.#received.push(chunk);
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#wake();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** All bytes since the connection was made. */
  get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  /** @returns the SQLSTATE of the refusal, `08006` when the connection was closed without one, or null when logged in. */
  async logIn(door: Door, startup: Readonly<Record<string, string>>): Promise<string | null> {
    const client = new pg.Client({ ...door, stream: () => this.#socket as never });
    client.on('error', () => {});
    // node-postgres adds parameters of its own: only what the case says is said.
    const greeting = startupMessage({ user: door.user, database: door.database, ...startup });
    Object.assign((client as unknown as { connection: object }).connection, {
      startup: () => this.#socket.write(greeting),
    });
    try {
      await client.connect();
    } catch (fault) {
      this.#socket.destroy();
      return (fault as { code?: string }).code ?? '08006';
    }
    // From here on nobody else reads.
    const [own] = this.#socket.listeners('data') as ((chunk: Buffer) => void)[];
    this.#socket.removeAllListeners('data');
    if (own !== undefined) this.#socket.on('data', own);
    this.#unread = Buffer.alloc(0);
    return null;
  }

  /** Sends, and reads until `ready` ReadyForQuery have come. */
  async say(bytes: Buffer, ready: number, bytewise = false): Promise<Heard> {
    if (bytewise) {
      for (const byte of bytes) {
        this.#socket.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
    } else {
      this.#socket.write(bytes);
    }
    const heard = { rows: [] as (string | null)[][], tags: [] as string[], sqlstates: [] as string[], closed: false };
    let left = ready;
    while (left > 0 || ready === 0) {
      const frame = await this.#frame(ready === 0 ? silenceMs : this.#answerMs);
      if (frame === null) {
        heard.closed = this.#closed;
        if (ready > 0 && !this.#closed) throw new Error('no answer');
        return heard;
      }
      if (frame[0] === backend.readyForQuery) left -= 1;
      else listen(frame, heard);
    }
    return heard;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #frame(waitMs: number): Promise<Buffer | null> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      if (this.#unread.length >= 5) {
        const length = 1 + this.#unread.readUInt32BE(1);
        if (this.#unread.length >= length) {
          const frame = this.#unread.subarray(0, length);
          this.#unread = this.#unread.subarray(length);
          return frame;
        }
      }
      const left = deadline - performance.now();
      if (this.#closed || left <= 0) return null;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

function listen(frame: Buffer, heard: { rows: (string | null)[][]; tags: string[]; sqlstates: string[] }): void {
  switch (frame[0]) {
    case backend.rowDescription:
    case backend.copyOutResponse:
      heard.rows.length = 0;
      break;
    case backend.dataRow:
      heard.rows.push(cells(frame));
      break;
    case backend.copyData:
      heard.rows.push([frame.toString('latin1', 5)]);
      break;
    case backend.commandComplete:
      heard.tags.push(frame.toString('latin1', 5, frame.length - 1));
      break;
    case backend.errorResponse:
      heard.sqlstates.push(decodeErrorFields(frame, 0, frame.length).get('C') ?? '');
      break;
  }
}

function cells(frame: Buffer): (string | null)[] {
  const found: (string | null)[] = [];
  let at = 7;
  for (let count = frame.readUInt16BE(5); count > 0; count -= 1) {
    const length = frame.readInt32BE(at);
    at += 4;
    found.push(length < 0 ? null : frame.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return found;
}
