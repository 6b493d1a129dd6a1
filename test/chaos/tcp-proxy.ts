import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A stretch of network between the gateway and its store, which a test can spoil. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection, and takes no new one until `mend`. */
  cut(): void;
  /** Holds what comes in either direction for so long. */
  slow(delayMs: number): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  let delayMs = 0;
  const relay = (from: Socket, to: Socket): void => {
    // Chunks leave in the order in which they came, whatever happens to the delay meanwhile.
    let last = Promise.resolve();
    from.on('data', (chunk) => {
      const due = delayMs === 0 ? null : new Promise<void>((resolve) => setTimeout(resolve, delayMs));
      last = last.then(async () => {
        if (due !== null) await due;
        if (to.writable) to.write(chunk);
      });
    });
    from.on('end', () => {
      last = last.then(() => void to.end());
    });
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const store = connect({ ...target, noDelay: true, allowHalfOpen: true });
    const pair = [client, store] as const;
    pairs.add(pair);
    client.once('close', () => pairs.delete(pair));
    relay(client, store);
    relay(store, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      breakAll();
    },
    slow: (ms) => {
      delayMs = ms;
    },
    mend: () => {
      isCut = false;
      delayMs = 0;
    },
    close: () => {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
