import type { Socket } from 'node:net';

/**
 * Whether the system asks a silent peer if it is still there (`tcp_keepalive`), and after how many ms (`tcp_keepidle`; 0: after as
 * many as the system says). Node.js sets how often (10 times) and how far apart (a second) by itself, when `idleMs` is not 0.
 */
export interface KeepAlive {
  readonly enabled: boolean;
  readonly idleMs: number;
}

export const systemKeepAlive: KeepAlive = { enabled: true, idleMs: 0 };

/** Of a connection that has been made. */
export function keepAlive(socket: Socket, { enabled, idleMs }: KeepAlive): void {
  socket.setKeepAlive(enabled, idleMs);
}

/** What is written goes at once (TCP_NODELAY), and a silent peer is asked. */
export function tune(socket: Socket, options: KeepAlive): void {
  socket.setNoDelay(true);
  keepAlive(socket, options);
}
