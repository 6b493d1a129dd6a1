import type { Socket } from 'node:net';
import { GatewayError } from '../../errors/index.js';
import { brokenProtocol, HEADER_BYTES, type ServerFrame } from './server-frame.js';

/**
 * Whole frames from a server's socket, one await each: for logins and the gateway's own few statements, not for the data
 * path. Owns the socket's listeners until `release`.
 */
export class FrameReader {
  readonly #socket: Socket;
  readonly #frameBytesMax: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #failure: GatewayError | null = null;
  /** Set while somebody waits; called on every chunk and on the end. */
  #wake: (() => void) | null = null;

  readonly #onData = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // Nobody asks for more than one frame ahead: a server that floods is held back by TCP.
    if (this.#bytes > this.#frameBytesMax) this.#socket.pause();
    this.#wake?.();
  };
  readonly #onEnd = (): void => this.fail(lost());
  readonly #onError = (error: Error): void => this.fail(lost(error));

  constructor(socket: Socket, frameBytesMax: number) {
    this.#socket = socket;
    this.#frameBytesMax = frameBytesMax;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    socket.on('error', this.#onError);
    socket.resume();
  }

  /** Makes the waiting and every later `next` reject. The first failure stays. */
  fail(error: GatewayError): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  /**
   * The next frame. One call at a time.
   *
   * @throws GatewayError `upstream_unavailable` when the connection ends, or a length is none.
   */
  async next(): Promise<ServerFrame> {
    for (;;) {
      const frame = this.#take();
      if (frame !== null) return frame;
      if (this.#failure !== null) throw this.#failure;
      this.#socket.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  /** Lets go of the socket, paused, and returns the bytes that were read and not asked for. */
  release(): Buffer {
    this.#socket.pause();
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('close', this.#onEnd);
    this.#socket.off('error', this.#onError);
    return this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
  }

  #take(): ServerFrame | null {
    if (this.#bytes < HEADER_BYTES) return null;
    if ((this.#chunks[0] as Buffer).length < HEADER_BYTES) this.#chunks = [Buffer.concat(this.#chunks)];
    const length = (this.#chunks[0] as Buffer).readUInt32BE(1);
    if (length < 4 || length >= this.#frameBytesMax) throw brokenProtocol('a message has an impossible length');
    const frameBytes = length + 1;
    if (this.#bytes < frameBytes) return null;
    if ((this.#chunks[0] as Buffer).length < frameBytes) this.#chunks = [Buffer.concat(this.#chunks)];
    const first = this.#chunks[0] as Buffer;
    if (first.length === frameBytes) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(frameBytes);
    this.#bytes -= frameBytes;
    return first.subarray(0, frameBytes);
  }
}

function lost(cause?: Error): GatewayError {
  return new GatewayError(
    'upstream_unavailable',
    'the store closed the connection',
    cause === undefined ? {} : { cause },
  );
}
