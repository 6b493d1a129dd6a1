import { createServer, type Socket } from 'node:net';

/** A server that says what a test tells it to, whatever it is told. */
export interface ScriptedServer {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: number;
  close(): Promise<void>;
}

export async function startScriptedServer(script: (socket: ScriptedSocket) => Promise<void>): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    script(new ScriptedSocket(socket)).catch(() => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    get open() {
      return sockets.size;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export class ScriptedSocket {
  readonly socket: Socket;
  #read = Buffer.alloc(0);
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#read = Buffer.concat([this.#read, chunk]);
      this.#wake();
    });
  }

  send(...parts: Buffer[]): void {
    this.socket.write(Buffer.concat(parts));
  }

  /** A packet without a type: startup, SSLRequest. */
  packet(): Promise<Buffer> {
    return this.#take(0);
  }

  /** A message with a type. */
  message(): Promise<Buffer> {
    return this.#take(1);
  }

  async #take(typeBytes: number): Promise<Buffer> {
    for (;;) {
      if (this.#read.length >= typeBytes + 4) {
        const bytes = typeBytes + this.#read.readInt32BE(typeBytes);
        if (this.#read.length >= bytes) {
          const taken = this.#read.subarray(0, bytes);
          this.#read = this.#read.subarray(bytes);
          return taken;
        }
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

export function message(type: string, ...body: (Buffer | string | number)[]): Buffer {
  const content = Buffer.concat(
    body.map((part) => {
      if (Buffer.isBuffer(part)) return part;
      if (typeof part === 'string') return Buffer.from(part);
      const number = Buffer.alloc(4);
      number.writeInt32BE(part);
      return number;
    }),
  );
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

export const authenticationOk = message('R', 0);
export const keyData = message('K', 4711, 42);
export const ready = message('Z', 'I');
