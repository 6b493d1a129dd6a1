import type { Socket } from 'node:net';
import type { GateSession } from '../enforce/index.js';
import type { CancelRegistry } from './cancel-registry.js';
import type { Login } from './login.js';
import type { SessionObserver } from './observer.js';
import { OwnServer } from './own-server.js';
import type { PoolPort } from './pool/pool-port.js';
import type { PoolEntry, Pools } from './pool/pools.js';
import { shownGreeting, shownRefusal } from './server-messages/at-login.js';
import type { ServerSide } from './server-side.js';
import type { StoreRoute } from './store-route.js';
import { cancelUpstream, openUpstream } from './upstream/index.js';

/** What a session has on the server's side after its login. */
export interface SessionUpstream {
  readonly server: ServerSide;
  /** Null in session mode. */
  readonly pool: PoolPort | null;
  readonly processId: number;
  /** ParameterStatus, notices. */
  readonly greeting: Buffer;
  readonly clientEncoding: string | undefined;
}

export interface SessionUpstreamParts {
  readonly client: Socket;
  readonly route: StoreRoute;
  readonly login: Login;
  readonly gate: GateSession;
  readonly observer: SessionObserver;
  readonly pools: Pools;
  readonly cancels: CancelRegistry;
  /** A deadline, or the gateway's end. Asked for only where something has to be waited for: a signal for each client is dear. */
  readonly signal: () => AbortSignal;
}

/** Opens a server connection for one client, or lets it into the pool of its database. Rejects as soon as the signal is aborted. */
export async function openSessionUpstream(parts: SessionUpstreamParts): Promise<SessionUpstream> {
  if (parts.gate.transparent) return await open(parts);
  try {
    const upstream = await open(parts);
    // Of what a pool's connections were told at their login, clients hear the statuses alone.
    return upstream.pool === null ? { ...upstream, greeting: shownGreeting(parts, upstream.greeting) } : upstream;
  } catch (fault) {
    throw shownRefusal(parts, fault);
  }
}

async function open(parts: SessionUpstreamParts): Promise<SessionUpstream> {
  const { client, route, login, gate, pools, cancels, signal } = parts;
  const { target, pool: options } = route;
  const { database, protocolMinor } = login;
  // Of the client's startup message, with what the gate adds.
  const { startupParameters } = gate;
  const parameters = route.addsHost ? withClientAddress(startupParameters, client) : startupParameters;
  if (options) {
    const entering = pools.enter(database, { ...route, pool: options }, parameters);
    const { server, greeting, statuses } =
      entering instanceof Promise ? await unlessAborted(entering, signal()) : entering;
    const clientEncoding = statuses.get('client_encoding');
    return { server, pool: server.port, processId: cancels.freeProcessId(), greeting, clientEncoding };
  }
  const link = await openUpstream(target, { database, parameters, protocolMinor }, signal());
  const { socket, processId, secretKey, greeting, rest } = link;
  const cancel = (): Promise<void> => cancelUpstream(target, processId, secretKey);
  const server = new OwnServer({ processId, client, server: socket, rest, cancel });
  return { server, pool: null, processId, greeting, clientEncoding: link.parameterStatus.get('client_encoding') };
}

/** Gives back what no client will use. */
export function leaveUnused(server: ServerSide): void {
  server.end({ isExecuting: false, status: 'I', terminating: false, leavesPart: false });
}

/** Nobody waits for a place in a pool past the signal; one that comes later is given back. */
async function unlessAborted(entering: Promise<PoolEntry>, signal: AbortSignal): Promise<PoolEntry> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([entering, aborted]);
  } catch (fault) {
    entering.then(
      ({ server }) => leaveUnused(server),
      () => {},
    );
    throw fault;
  }
}

/** As PgBouncer writes it. Programs without a name are `app`. */
function withClientAddress(parameters: ReadonlyMap<string, string>, socket: Socket): ReadonlyMap<string, string> {
  const named = new Map(parameters);
  const key = [...named.keys()].find((name) => name.toLowerCase() === 'application_name') ?? 'application_name';
  return named.set(key, `${named.get(key) || 'app'} - ${socket.remoteAddress}:${socket.remotePort}`);
}
