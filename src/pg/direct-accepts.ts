import type net from 'node:net';
import { DirectReads } from './upstream/direct-reads.js';

/** What listens for a server. Node has told it of connections this way since it has streams, and says so nowhere. */
interface ListeningHandle {
  onconnection?: (this: ListeningHandle, error: number, connection: unknown) => void;
}

/**
 * From now on `accept` gets what a listening server accepts, as sockets whose reads can be taken past the machinery of
 * streams. Where Node works in another way nothing changes, and the server's own `connection` tells of them.
 */
export function acceptDirectly(server: net.Server, accept: (socket: net.Socket) => void): void {
  const handle = (server as { _handle?: ListeningHandle | null })._handle;
  const usual = handle?.onconnection;
  if (!handle || typeof usual !== 'function') return;
  handle.onconnection = function (error, connection) {
    const socket = error === 0 && isOpen(connection) ? DirectReads.accept(connection) : null;
    if (socket === null) usual.call(this, error, connection);
    else accept(socket);
  };
}

/** A connection that can be read into a buffer of ours. */
function isOpen(connection: unknown): connection is object {
  return typeof (connection as { useUserBuffer?: unknown } | undefined)?.useUserBuffer === 'function';
}
