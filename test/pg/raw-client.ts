import net from 'node:net';
import { serialize } from 'pg-protocol';
import {
  backend,
  decodeBackendKeyData,
  decodeErrorFields,
  decodeReadyStatus,
  frameBytes,
} from '../../src/pgwire/index.js';

/** One message as it came, and what a test wants to say of it. */
export interface RawFrame {
  readonly type: string;
  readonly bytes: Buffer;
  /** `E:42501`, `Z:I`, `C:SELECT 1`, else the type alone. */
  readonly text: string;
}

/** What a client is told when it has logged in. */
export interface CancelKey {
  readonly processId: number;
  readonly secretKey: Buffer;
}

/** A client that says exactly the bytes it is told to. */
export class RawClient {
  readonly socket: net.Socket;
  readonly frames: RawFrame[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #taken = 0;
  #closed = false;
  #waiters: (() => void)[] = [];
  /** Bytes that came before frames begin: the answer to SSLRequest. */
  raw: Buffer | null = null;

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      if (this.raw !== null) this.raw = Buffer.concat([this.raw, chunk]);
      else this.#read(chunk);
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** Connects and says nothing. */
  static async connect({ host, port }: { host: string; port: number }): Promise<RawClient> {
    const socket = net.connect({ host, port, noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  /** Connects, logs in by trust and waits for ReadyForQuery. */
  static async logIn(
    address: { host: string; port: number },
    parameters: Record<string, string>,
    version = 0x30000,
    timeoutMs = 10_000,
  ): Promise<RawClient> {
    const client = await RawClient.connect(address);
    client.send(startup({ user: 'app', ...parameters }, version));
    await client.until('Z:I', timeoutMs);
    return client;
  }

  send(...frames: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(frames));
  }

  /** Takes frames until one has this text (or type), and returns their texts. */
  async until(text: string, timeoutMs?: number): Promise<string[]> {
    const texts: string[] = [];
    for (;;) {
      const frame = await this.next(timeoutMs);
      if (frame === null) throw new Error(`closed after ${JSON.stringify(texts)} while waiting for ${text}`);
      texts.push(frame.text);
      if (frame.text === text || frame.type === text) return texts;
    }
  }

  /** Texts of all frames that come before the connection closes. */
  async untilClosed(): Promise<string[]> {
    const texts: string[] = [];
    for (;;) {
      const frame = await this.next();
      if (frame === null) return texts;
      texts.push(frame.text);
    }
  }

  /** The next frame; null when the connection has closed. */
  async next(timeoutMs = 10_000): Promise<RawFrame | null> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const frame = this.frames[this.#taken];
      if (frame !== undefined) {
        this.#taken += 1;
        return frame;
      }
      if (this.#closed) return null;
      await this.#changed(deadline);
    }
  }

  /** The last frame of this type that came. */
  last(type: string): Buffer {
    const frame = this.frames.findLast((one) => one.type === type);
    if (frame === undefined) throw new Error(`no ${type} has come`);
    return frame.bytes;
  }

  get lastError(): Map<string, string> {
    const bytes = this.last('E');
    return decodeErrorFields(bytes, 0, bytes.length);
  }

  get key(): { processId: number; secretKey: Buffer } {
    const bytes = this.last('K');
    return decodeBackendKeyData(bytes, 0, bytes.length);
  }

  async rawBytes(count: number): Promise<Buffer> {
    const deadline = performance.now() + 5_000;
    while (this.raw !== null && this.raw.length < count && !this.#closed) await this.#changed(deadline);
    return this.raw ?? Buffer.alloc(0);
  }

  close(): void {
    this.socket.destroy();
  }

  async #changed(deadline: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      new Promise<void>((resolve) => this.#waiters.push(resolve)),
      new Promise<void>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`nothing came after ${JSON.stringify(this.frames.map((frame) => frame.text))}`)),
          Math.max(0, deadline - performance.now()),
        );
      }),
    ]);
    clearTimeout(timer);
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  #read(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    while (this.#bytes.length >= 5) {
      const length = 1 + this.#bytes.readUInt32BE(1);
      if (this.#bytes.length < length) return;
      const bytes = this.#bytes.subarray(0, length);
      this.#bytes = this.#bytes.subarray(length);
      this.frames.push({ type: String.fromCharCode(bytes[0]!), bytes, text: describeFrame(bytes) });
    }
  }
}

function describeFrame(bytes: Buffer): string {
  const type = String.fromCharCode(bytes[0]!);
  if (bytes[0] === backend.errorResponse) {
    const fields = decodeErrorFields(bytes, 0, bytes.length);
    return `${fields.get('S') === 'FATAL' ? 'FATAL' : 'E'}:${fields.get('C')}`;
  }
  if (bytes[0] === backend.readyForQuery) return `Z:${decodeReadyStatus(bytes, 0, bytes.length)}`;
  if (bytes[0] === backend.commandComplete) return `C:${bytes.toString('latin1', 5, bytes.length - 1)}`;
  return type;
}

export function startup(parameters: Record<string, string>, version = 0x30000): Buffer {
  const body = Buffer.from(`${Object.entries(parameters).flat().join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(version, 4);
  return Buffer.concat([head, body]);
}

/** Frontend messages, by pg-protocol where it has them. */
/** CancelRequest, whole: it has no type byte. */
export function cancelRequest({ processId, secretKey }: CancelKey): Buffer {
  const packet = Buffer.alloc(12 + secretKey.length);
  packet.writeInt32BE(packet.length, 0);
  packet.writeInt32BE(80877102, 4);
  packet.writeInt32BE(processId, 8);
  secretKey.copy(packet, 12);
  return packet;
}

/** Resolves when the gateway has closed the connection that it was asked over: it has done what it was asked. */
export function requestCancel({ host, port }: { host: string; port: number }, key: CancelKey): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port }, () => socket.end(cancelRequest(key)));
    socket.on('close', () => resolve());
    socket.on('error', reject);
    socket.resume();
  });
}

export const say = {
  query: (text: string) => serialize.query(text),
  parse: (text: string, name = '', types: number[] = []) => serialize.parse({ text, name, types }),
  bind: (statement = '', portal = '', values: unknown[] = []) => serialize.bind({ statement, portal, values }),
  execute: (portal = '', rows = 0) => serialize.execute({ portal, rows }),
  describeStatement: (name = '') => serialize.describe({ type: 'S', name }),
  describePortal: (name = '') => serialize.describe({ type: 'P', name }),
  closeStatement: (name = '') => serialize.close({ type: 'S', name }),
  closePortal: (name = '') => serialize.close({ type: 'P', name }),
  sync: serialize.sync(),
  flush: serialize.flush(),
  terminate: serialize.end(),
  copyData: (data: string | Buffer) => serialize.copyData(Buffer.from(data)),
  copyDone: serialize.copyDone(),
  copyFail: (message: string) => serialize.copyFail(message),
  functionCall: frameBytes(0x46, Buffer.from([0, 0, 4, 0xd2, 0, 0, 0, 0, 0, 0])),
};

/** Parse, Bind, Execute. */
export function ask(text: string): Buffer {
  return Buffer.concat([say.parse(text), say.bind(), say.execute()]);
}
