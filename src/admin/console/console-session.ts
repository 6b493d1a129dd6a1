import type { Socket } from 'node:net';
import { GatewayError, toGatewayError } from '../../errors/index.js';
import {
  errorResponseOf,
  type FrameReceiver,
  Framer,
  type FrameVerdict,
  frontend,
  frontendLengthLimits,
  HOLD,
  SKIP,
  type Treatment,
} from '../../pgwire/index.js';
import type { ConsoleRole } from './command.js';
import { Conversation } from './conversation.js';
import type { ConsoleOperations } from './operations.js';

export interface ConsoleClient {
  /** Logged in, paused, and told that the server is ready. The session's from here on. */
  readonly socket: Socket;
  /** What was read from it before. */
  readonly rest: Buffer;
  /** As it is now: a reload can take it away. Null: none. */
  readonly role: () => ConsoleRole | null;
  readonly operations: ConsoleOperations;
  readonly onCommand: (name: string, refused: boolean) => void;
  /** Called once, when the session is over; null when the client just left. */
  readonly onEnd: (error: GatewayError | null) => void;
}

/** No message of a console needs more. */
const MESSAGE_BYTES_MAX = 16 * 1024;
const FAREWELL_MS = 2_000;

interface Frame {
  readonly type: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** One client on the console, from its login on. One message is answered at a time; the client is not read meanwhile. */
export class ConsoleSession implements FrameReceiver {
  readonly #client: ConsoleClient;
  readonly #framer = new Framer('frontend', frontendLengthLimits, this);
  readonly #conversation: Conversation;
  readonly #abort = new AbortController();
  readonly #frames: Frame[] = [];
  #answering = false;
  #draining = false;
  #ended = false;

  constructor(client: ConsoleClient) {
    this.#client = client;
    const { socket, role, operations, onCommand } = client;
    this.#conversation = new Conversation({
      role,
      operations,
      onCommand,
      signal: this.#abort.signal,
      send: (bytes) => {
        if (bytes.length > 0 && socket.writable) socket.write(bytes);
      },
    });
  }

  start(): void {
    const { socket, rest } = this.#client;
    socket.on('data', (chunk: Buffer) => this.#push(chunk));
    socket.once('end', () => this.#end(null));
    socket.once('close', () => this.#end(null));
    if (rest.length > 0) this.#push(rest);
    if (!this.#answering) socket.resume();
  }

  /** Graceful: when what is being answered is answered. */
  close(graceful: boolean): void {
    this.#draining = true;
    if (!graceful || !this.#answering) this.#end(shuttingDown());
  }

  begin(type: number, bodyBytes: number): Treatment {
    if (bodyBytes > MESSAGE_BYTES_MAX) throw new GatewayError('protocol_violation', 'this is too long for the console');
    if (type === frontend.terminate) {
      this.#frames.push({ type, bytes: Buffer.alloc(0), start: 0, end: 0 });
      return SKIP;
    }
    return HOLD;
  }

  frame(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    this.#frames.push({ type, bytes, start, end });
    return SKIP;
  }

  peek(): FrameVerdict {
    return SKIP;
  }

  pass(): void {}

  #push(chunk: Buffer): void {
    if (this.#ended) return;
    try {
      this.#framer.push(chunk);
    } catch (fault) {
      this.#end(toGatewayError(fault));
      return;
    }
    if (!this.#answering) void this.#answer();
  }

  async #answer(): Promise<void> {
    this.#answering = true;
    this.#client.socket.pause();
    try {
      for (let frame = this.#frames.shift(); frame !== undefined && !this.#ended; frame = this.#frames.shift()) {
        if (frame.type === frontend.terminate) this.#end(null);
        else await this.#conversation.receive(frame.type, frame.bytes, frame.start, frame.end);
      }
    } catch (fault) {
      this.#end(toGatewayError(fault));
    }
    this.#answering = false;
    if (this.#ended) return;
    if (this.#draining) this.#end(shuttingDown());
    else this.#client.socket.resume();
  }

  #end(error: GatewayError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#abort.abort();
    const { socket, onEnd } = this.#client;
    if (error !== null && socket.writable) socket.write(errorResponseOf(error, 'FATAL'));
    socket.end();
    const farewell = setTimeout(() => socket.destroy(), FAREWELL_MS);
    socket.once('close', () => clearTimeout(farewell));
    // What the client sends from here on is dropped.
    socket.resume();
    onEnd(error);
  }
}

/** PostgreSQL's words for the end of a server. */
function shuttingDown(): GatewayError {
  return new GatewayError('shutting_down', 'terminating connection due to administrator command');
}
