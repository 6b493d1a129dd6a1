import { GatewayError, toGatewayError } from '../errors/index.js';
import { describeFault } from '../observe/index.js';
import {
  encodeBackendKeyData,
  encodeParameterStatus,
  encodeReadyForQuery,
  errorResponseOf,
  type StartupMessage,
} from '../pgwire/index.js';
import { noClientTimeouts } from './client-timeouts.js';
import { ClientGone } from './intake.js';
import type { SessionLimits } from './limits.js';
import { type Login, logIn } from './login.js';
import type { ClientView } from './pool/view.js';
import { Relay } from './relay.js';
import { loginTimeout, shuttingDown, tooManyClients } from './session-end.js';
import type { SessionParts, SessionPorts } from './session-ports.js';
import { leaveUnused, openSessionUpstream } from './session-upstream.js';
import { type Arrival, arrive, receiveFirstPacket } from './startup.js';
import type { StoreRoute } from './store-route.js';
import { UpstreamRefusal } from './upstream/index.js';
import type { VirtualDatabase, VirtualSession } from './virtual-database.js';

/** One client connection, from its first byte to its last. */
export class Session {
  readonly #ports: SessionPorts;
  readonly #limits: SessionLimits;
  readonly #admits: () => boolean;
  readonly #arrival: Arrival;
  readonly #onEnd: () => void;
  /** Ends what waits for a server connection; null: nothing does. */
  #abort: AbortController | null = null;
  readonly id: number;
  readonly #connectedMs = performance.now();
  #login: (Login & { readonly store: string | null }) | null = null;
  #relay: Relay | null = null;
  #virtual: VirtualSession | null = null;
  /** Of the login, yet to be sent. */
  #unsent = nothing;
  /** It is counted among the clients of its principal and database. */
  #hasPlace = false;
  #closing = false;
  #ended = false;

  constructor({ socket, ports, limits, admits, onEnd }: SessionParts) {
    sessions += 1;
    this.id = sessions;
    this.#ports = ports;
    this.#limits = limits;
    this.#admits = admits;
    this.#arrival = arrive(socket);
    this.#onEnd = onEnd;
    socket.on('error', () => {});
  }

  /** Never rejects: what goes wrong is said to the client, or the log. */
  async run(): Promise<void> {
    const { loginTimeoutMs } = this.#limits;
    // One deadline from the first byte to ReadyForQuery: nothing a client sends moves it.
    const deadline = setTimeout(() => this.#fail(loginTimeout()), loginTimeoutMs);
    try {
      await this.#start();
    } catch (fault) {
      this.#turnAway(fault);
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Graceful: at the end of the transaction it is in. Else now. */
  close(graceful: boolean): void {
    this.#closing = true;
    if (this.#virtual !== null) this.#virtual.close(graceful);
    else if (this.#relay !== null) this.#relay.close(graceful);
    else this.#fail(shuttingDown());
  }

  /** `nowMs` is of `performance.now`. */
  checkTimeouts(nowMs: number): void {
    this.#relay?.checkTimeouts(nowMs);
  }

  /** As it is now, to be looked at. */
  view(nowMs: number): ClientView {
    const { socket, encrypted } = this.#arrival;
    const login = this.#login;
    return {
      id: this.id,
      address: socket.remoteAddress ?? '',
      port: socket.remotePort ?? 0,
      encrypted,
      principal: login?.user.principal ?? null,
      purpose: login?.user.purpose ?? null,
      store: login?.store ?? null,
      database: login?.database ?? null,
      applicationName: login?.parameters.get('application_name') ?? null,
      state: this.#relay?.state ?? (this.#virtual === null ? 'login' : 'active'),
      serverProcessId: this.#relay?.serverProcessId ?? null,
      connectedMs: nowMs - this.#connectedMs,
    };
  }

  async #start(): Promise<void> {
    const { cancel, clientTls } = this.#ports;
    const packet = await receiveFirstPacket(this.#arrival, clientTls);
    if (packet === null) {
      this.#end();
      return;
    }
    if (packet.kind === 'cancel_request') {
      // Closed without a word, whether there was something to cancel or not, and not before it was: who waits for that asks the next
      // thing then. Also one that has nothing more to say, and says so.
      this.#arrival.socket.allowHalfOpen = true;
      await cancel(packet.processId, packet.secretKey).catch(() => {});
      this.#end();
      return;
    }
    // Who is to find out why there are too many must still come in.
    const isVirtual = this.#ports.virtualFor(packet.parameters.get('database') ?? '') !== null;
    if (!isVirtual && !this.#admits())
      throw new GatewayError('too_many_connections', 'sorry, too many clients already');
    await this.#serve(packet);
  }

  async #serve(startup: StartupMessage): Promise<void> {
    const { gate, observer, cancels, storeFor, isDisabled } = this.#ports;
    const { login, unsent } = await logIn(this.#arrival, startup, this.#ports);
    this.#unsent = unsent;
    if (this.#arrival.failure !== null) throw this.#arrival.failure;
    const { database, user } = login;
    const virtual = this.#ports.virtualFor(database);
    if (virtual !== null) {
      this.#serveVirtual(virtual, login);
      return;
    }
    if (isDisabled(database)) {
      throw new GatewayError('shutting_down', 'this database is disabled', { sqlstate: '57P03' });
    }
    const route = storeFor(database);
    if (route === null) throw new GatewayError('undefined_database', `database ${quoted(database)} does not exist`);
    this.#login = { ...login, store: route.store };
    await this.#takePlace(route, login);
    const gateSession = gate.open({
      principal: user.principal,
      purpose: user.purpose,
      store: route.store,
      database,
      parameters: login.parameters,
    });
    if (gateSession instanceof GatewayError) throw gateSession;
    const upstream = await openSessionUpstream({
      client: this.#arrival.socket,
      route,
      login,
      gate: gateSession,
      observer,
      pools: this.#ports.pools,
      cancels,
      signal: () => this.#signal(),
    });
    this.#abort = null;
    const { server, pool, processId } = upstream;
    if (this.#ended || (!gateSession.transparent && upstream.clientEncoding !== 'UTF8')) {
      leaveUnused(server);
      throw new GatewayError('refused', '`client_encoding` must be `UTF8`');
    }
    const { socket, intake } = this.#arrival;
    const relay = new Relay({
      client: socket,
      server,
      pool,
      gate: gateSession,
      store: route.store,
      limits: this.#limits,
      longPlans: this.#ports.longPlans,
      timeouts: () => (storeFor(database) ?? route).timeouts ?? noClientTimeouts,
      observer,
      onEnd: (error) => {
        key.release();
        this.#end(error);
      },
    });
    const key = cancels.register(processId, login.protocolMinor, relay);
    this.#say([
      upstream.greeting,
      encodeBackendKeyData({ processId, secretKey: key.secretKey }),
      encodeReadyForQuery('I'),
    ]);
    observer.log('connection_opened', { ...who(login), store: route.store, encrypted: this.#arrival.encrypted });
    this.#relay = relay;
    relay.start(intake.release());
    if (this.#closing) relay.close(true);
  }

  #signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  async #takePlace({ store, clientsMax }: StoreRoute, { user, database }: Login): Promise<void> {
    const { places } = this.#ports;
    const { principal } = user;
    const max = { ofPrincipalMax: clientsMax?.ofPrincipal ?? 0, ofDatabaseMax: clientsMax?.ofDatabase ?? 0 };
    const tooMany = await places.take({ id: this.id, store, principal, database, ...max });
    if (tooMany !== null) throw tooManyClients(tooMany);
    this.#hasPlace = true;
    if (this.#arrival.failure !== null) throw this.#arrival.failure;
  }

  /** What the login has left unsaid goes out with it. */
  #say(frames: readonly Buffer[]): void {
    this.#arrival.socket.write(Buffer.concat([this.#unsent, ...frames]));
    this.#unsent = nothing;
  }

  #serveVirtual(virtual: VirtualDatabase, login: Login): void {
    const { cancels, observer } = this.#ports;
    const { socket, intake } = this.#arrival;
    const open = virtual.admit(login.user.principal);
    this.#login = { ...login, store: null };
    const processId = cancels.freeProcessId();
    const key = cancels.register(processId, login.protocolMinor, { cancel: async () => {} });
    const statuses = [...virtual.statuses].map(([name, value]) => encodeParameterStatus({ name, value }));
    const greeting = [encodeBackendKeyData({ processId, secretKey: key.secretKey }), encodeReadyForQuery('I')];
    this.#say([...statuses, ...greeting]);
    observer.log('connection_opened', { ...who(login), encrypted: this.#arrival.encrypted });
    const onEnd = (error: GatewayError | null): void => {
      key.release();
      this.#end(error);
    };
    this.#virtual = open({ socket, rest: intake.release(), onEnd });
    this.#virtual.start();
    if (this.#closing) this.#virtual.close(true);
  }

  /** Ends a login that is under way. */
  #fail(error: GatewayError): void {
    this.#arrival.failure = error;
    this.#arrival.intake.fail(error);
    this.#abort?.abort(error);
    // In a TLS handshake nobody can be told, and only this ends it.
    if (this.#arrival.intake.isReleased) this.#arrival.socket.destroy();
  }

  #turnAway(fault: unknown): void {
    const { observer } = this.#ports;
    const { socket, intake, failure } = this.#arrival;
    if (fault instanceof ClientGone) {
      this.#end();
      return;
    }
    const error = failure instanceof GatewayError ? failure : toGatewayError(fault);
    observer.refused(error.code);
    if (error.code === 'internal') observer.log('session_fault', describeFault(fault));
    else observer.log(error.code === 'authentication' ? 'login_refused' : 'connection_refused', { reason: error.code });
    intake.release();
    if (socket.writable) {
      this.#say([error instanceof UpstreamRefusal ? error.frame : errorResponseOf(error, 'FATAL')]);
      socket.end();
    }
    this.#end(error);
  }

  #end(error: GatewayError | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#abort?.abort(over);
    if (this.#hasPlace) this.#ports.places.leave(this.id);
    const { socket } = this.#arrival;
    if (this.#relay === null && this.#virtual === null) {
      // What else the client sends is dropped: closing with bytes unread would take the error away from it.
      socket.resume();
      if (error === null) socket.end();
      const farewell = setTimeout(() => socket.destroy(), FAREWELL_MS);
      socket.once('close', () => clearTimeout(farewell));
    } else {
      this.#ports.observer.log('connection_closed', { reason: error?.code });
    }
    if (socket.destroyed) this.#onEnd();
    else socket.once('close', () => this.#onEnd());
  }
}

const nothing: Buffer = Buffer.alloc(0);

const over = new Error('the session is over');

/** Made so far. */
let sessions = 0;

/** How long a client that is turned away may take to read why. */
const FAREWELL_MS = 2_000;

function who({ user, database }: Login): { principal: string; purpose: string | null; database: string } {
  return { principal: user.principal, purpose: user.purpose, database };
}

function quoted(name: string): string {
  return `"${name.slice(0, 63).replace(/\p{C}/gu, '?')}"`;
}
