import type { Socket } from 'node:net';
import type { Gate } from '../enforce/index.js';
import { GatewayError, toGatewayError } from '../errors/index.js';
import { describeFault } from '../observe/index.js';
import { encodeBackendKeyData, encodeReadyForQuery, errorResponseOf, type StartupMessage } from '../pgwire/index.js';
import type { CancelRegistry } from './cancel-registry.js';
import { ClientGone } from './intake.js';
import type { SessionLimits } from './limits.js';
import { type Login, type LoginPorts, logIn } from './login.js';
import type { SessionObserver } from './observer.js';
import { Relay } from './relay.js';
import { shuttingDown } from './session-end.js';
import { type Arrival, arrive, type ClientTls, receiveFirstPacket } from './startup.js';
import {
  cancelUpstream,
  openUpstream,
  type UpstreamLink,
  UpstreamRefusal,
  type UpstreamTarget,
} from './upstream/index.js';

/** Where a database's statements go. */
export interface StoreRoute {
  /** The store's name in the configuration. */
  readonly store: string;
  readonly target: UpstreamTarget;
}

/** What a session needs of the house. */
export interface SessionPorts extends LoginPorts {
  /** Which store has the database that a client names; null: none. Asked once for each login. */
  readonly storeFor: (database: string) => StoreRoute | null;
  readonly gate: Gate;
  readonly observer: SessionObserver;
  readonly limits: SessionLimits;
  readonly cancels: CancelRegistry;
  readonly clientTls: ClientTls;
  /** False when there are too many clients already. */
  readonly admits: () => boolean;
}

/** One client connection, from its first byte to its last. Session mode: it has one server connection of its own. */
export class Session {
  readonly #ports: SessionPorts;
  readonly #arrival: Arrival;
  readonly #onEnd: () => void;
  readonly #abort = new AbortController();
  #relay: Relay | null = null;
  #closing = false;
  #ended = false;

  /** `socket` has just been accepted. `onEnd` is called once, when the session is over. */
  constructor(socket: Socket, ports: SessionPorts, onEnd: () => void) {
    this.#ports = ports;
    this.#arrival = arrive(socket);
    this.#onEnd = onEnd;
    socket.on('error', () => {});
  }

  /** Never rejects: what goes wrong is said to the client, or the log. */
  async run(): Promise<void> {
    const { loginTimeoutMs } = this.#ports.limits;
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
    if (this.#relay !== null) this.#relay.close(graceful);
    else this.#fail(shuttingDown());
  }

  /** `nowMs` is of `performance.now`. */
  checkTimeouts(nowMs: number): void {
    this.#relay?.checkTimeouts(nowMs);
  }

  async #start(): Promise<void> {
    const { cancels, clientTls, admits } = this.#ports;
    const packet = await receiveFirstPacket(this.#arrival, clientTls);
    if (packet === null) {
      this.#end();
      return;
    }
    if (packet.kind === 'cancel_request') {
      // Closed without a word, whether there was something to cancel or not.
      await cancels.cancel(packet.processId, packet.secretKey).catch(() => {});
      this.#end();
      return;
    }
    if (!admits()) throw new GatewayError('too_many_connections', 'sorry, too many clients already');
    await this.#serve(packet);
  }

  async #serve(startup: StartupMessage): Promise<void> {
    const { gate, observer, limits, cancels, storeFor } = this.#ports;
    const login = await logIn(this.#arrival, startup, this.#ports);
    const { database, user } = login;
    const route = storeFor(database);
    if (route === null) throw new GatewayError('undefined_database', `database ${quoted(database)} does not exist`);
    const { store, target } = route;
    const gateSession = gate.open({
      principal: user.principal,
      purpose: user.purpose,
      store,
      database,
      parameters: login.parameters,
    });
    if (gateSession instanceof GatewayError) throw gateSession;
    const link = await this.#openUpstream(target, login, gateSession.startupParameters);
    const cancelServer = (): Promise<void> => cancelUpstream(target, link.processId, link.secretKey);
    if (this.#ended || (!gateSession.transparent && link.parameterStatus.get('client_encoding') !== 'UTF8')) {
      link.socket.destroy();
      throw new GatewayError('refused', '`client_encoding` must be `UTF8`');
    }
    const { socket, intake } = this.#arrival;
    const relay = new Relay({
      client: socket,
      server: link.socket,
      gate: gateSession,
      store,
      limits,
      observer,
      cancelServer,
      onEnd: (error) => {
        key.release();
        this.#end(error);
      },
    });
    const key = cancels.register(link.processId, login.protocolMinor, relay);
    socket.write(
      Buffer.concat([
        link.greeting,
        encodeBackendKeyData({ processId: link.processId, secretKey: key.secretKey }),
        encodeReadyForQuery('I'),
      ]),
    );
    observer.log('connection_opened', { ...who(login), store, encrypted: this.#arrival.encrypted });
    this.#relay = relay;
    relay.start(link.rest, intake.release());
    if (this.#closing) relay.close(true);
  }

  async #openUpstream(
    target: UpstreamTarget,
    { database, protocolMinor }: Login,
    parameters: ReadonlyMap<string, string>,
  ): Promise<UpstreamLink> {
    return openUpstream(target, { database, parameters, protocolMinor }, this.#abort.signal);
  }

  /** Ends a login that is under way. */
  #fail(error: GatewayError): void {
    this.#arrival.failure = error;
    this.#arrival.intake.fail(error);
    this.#abort.abort(error);
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
      socket.end(error instanceof UpstreamRefusal ? error.frame : errorResponseOf(error, 'FATAL'));
    }
    this.#end(error);
  }

  #end(error: GatewayError | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#abort.abort();
    const { socket } = this.#arrival;
    if (this.#relay === null) {
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

/** How long a client that is turned away may take to read why. */
const FAREWELL_MS = 2_000;

/** As PostgreSQL's authentication_timeout says it. */
function loginTimeout(): GatewayError {
  return new GatewayError('login_timeout', 'canceling authentication due to timeout');
}

function who({ user, database }: Login): { principal: string; purpose: string | null; database: string } {
  return { principal: user.principal, purpose: user.purpose, database };
}

function quoted(name: string): string {
  return `"${name.slice(0, 63).replace(/\p{C}/gu, '?')}"`;
}
