import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/** What a scripted service does with a request: bytes to send, in pieces if it matters; it may write on its own, too. */
export type Script = (request: string, socket: Socket) => string | Buffer | null | Promise<string | Buffer | null>;

/** A service that sends exactly the bytes that a test wants, and keeps those that it was sent. */
export class ScriptedService {
  /** Each request, head and body, as it came. */
  readonly requests: string[] = [];
  script: Script = () => json('{}');
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async open(): Promise<ScriptedService> {
    const service = new ScriptedService();
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    let received = Buffer.alloc(0);
    socket.on('data', async (chunk) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = received.subarray(0, end).toString('latin1');
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      const request = received.subarray(0, end + 4 + length).toString('latin1');
      received = received.subarray(end + 4 + length);
      this.requests.push(request);
      const answer = await this.script(request, socket);
      if (answer !== null && !socket.destroyed) socket.write(answer);
    });
  }
}

/** An answer with a body and its length. */
export function json(
  body: string | Buffer,
  headers: readonly string[] = ['Content-Type: application/json'],
  status = '200 OK',
): Buffer {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${bytes.length}`, '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), bytes]);
}

/** A body in chunks of the given sizes; the last takes the rest. */
export function chunked(
  pieces: readonly (string | Buffer)[],
  headers: readonly string[] = ['Content-Type: application/json'],
  tail = '0\r\n\r\n',
): Buffer {
  const head = ['HTTP/1.1 200 OK', ...headers, 'Transfer-Encoding: chunked', '', ''].join('\r\n');
  const chunks = pieces.flatMap((piece) => {
    const bytes = Buffer.from(piece);
    return [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')];
  });
  return Buffer.concat([Buffer.from(head, 'latin1'), ...chunks, Buffer.from(tail, 'latin1')]);
}
