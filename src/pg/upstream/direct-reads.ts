import net from 'node:net';

/**
 * What all sockets read into: the callback copies out what came before anything else is read. 64 KB is as much as libuv
 * reads at once.
 */
const landing = Buffer.allocUnsafeSlow(65_536);

const directReads = new WeakMap<net.Socket, DirectReads>();

/**
 * A socket's reads, past the machinery of streams: it costs more than all that is done with a short answer. Until
 * somebody takes them the socket is a stream like any other.
 */
export class DirectReads {
  #receive: ((chunk: Buffer) => void) | null = null;

  /** Connects a socket whose reads can be taken later; see `directReadsOf`. */
  static connect(options: net.TcpSocketConnectOpts | net.IpcSocketConnectOpts): net.Socket {
    const reads = new DirectReads();
    const socket: net.Socket = net.connect({ ...options, onread: reads.#onRead(() => socket) });
    directReads.set(socket, reads);
    return socket;
  }

  /** As `connect`, for what a server has accepted: `handle` is Node's own, and nobody reads from it yet. */
  static accept(handle: object): net.Socket {
    const reads = new DirectReads();
    const options = { handle, manualStart: true, onread: reads.#onRead(() => socket) };
    const socket: net.Socket = new net.Socket(options as net.SocketConstructorOpts);
    directReads.set(socket, reads);
    return socket;
  }

  /** From now on `receive` gets each chunk, which is its own to keep, instead of `data`. `pause` and `resume` still hold. */
  take(receive: (chunk: Buffer) => void): void {
    this.#receive = receive;
  }

  #onRead(socket: () => net.Socket): net.OnReadOpts {
    return { buffer: landing, callback: (bytes) => this.#deliver(bytes, socket()) };
  }

  #deliver(bytes: number, socket: net.Socket): boolean {
    const chunk = Buffer.allocUnsafe(bytes);
    landing.copy(chunk, 0, 0, bytes);
    if (this.#receive === null) return socket.push(chunk);
    this.#receive(chunk);
    return true;
  }
}

/** Null for a socket that can't do it: one with TLS. */
export function directReadsOf(socket: net.Socket): DirectReads | null {
  return directReads.get(socket) ?? null;
}
