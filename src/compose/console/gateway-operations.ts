import {
  type ConsoleOperations,
  type DatabaseLook,
  type GatewayLook,
  type ShutdownMode,
  sumTraffic,
  type TrafficTotals,
} from '../../admin/index.js';
import type { Clock } from '../../base/index.js';
import type { Settings } from '../../settings/index.js';
import { postgresStores } from '../gate-options.js';
import type { Serving } from '../serving.js';
import { configEntries } from './config-entries.js';
import { type DatabaseOrder, DatabaseSwitches } from './database-switch.js';
import type { ProcessLook } from './process-look.js';
import { TrafficAverages } from './traffic-averages.js';

/** The gateway, as its console works on it. */
export interface OperatedGateway {
  readonly clock: Clock;
  readonly version: string;
  /** Null before it is made. */
  serving(): Serving | null;
  /** What is in force. */
  settings(): Settings | null;
  isStopping(): boolean;
  reload(): Promise<unknown>;
  /** Resolves when it has stopped. */
  shutDown(mode: ShutdownMode): Promise<void>;
}

/** PgBouncer's `stats_period`. */
const PERIOD_MS = 60_000;

/** What the console can look at and do, in the process that all others answer to. */
export class GatewayOperations implements ConsoleOperations {
  readonly #gateway: OperatedGateway;
  readonly #switches = new DatabaseSwitches();
  readonly #averages: TrafficAverages;
  readonly #periods: NodeJS.Timeout;

  constructor(gateway: OperatedGateway) {
    this.#gateway = gateway;
    this.#averages = new TrafficAverages(gateway.clock.now());
    this.#periods = setInterval(() => void this.#turn().catch(() => {}), PERIOD_MS).unref();
  }

  close(): void {
    clearInterval(this.#periods);
  }

  async look(): Promise<GatewayLook> {
    const { clock, version } = this.#gateway;
    const settings = this.#settings();
    const processes = await this.#serving().look();
    const nowMs = clock.now();
    return {
      version,
      nowMs,
      isStopping: this.#gateway.isStopping(),
      databases: this.#databases(settings),
      pools: processes.flatMap(({ pools }) => pools),
      clients: processes.flatMap(({ clients }) => clients),
      principals: [...settings.principals.keys()],
      config: configEntries(settings),
      memory: processes.map(({ memory }) => memory),
      averages: this.#averages.read(nowMs, totalsOf(processes)),
    };
  }

  async reload(): Promise<void> {
    await this.#gateway.reload();
  }

  pause(database: string | null): Promise<void> {
    return this.#order({ kind: 'pause', database });
  }

  resume(database: string | null): Promise<void> {
    return this.#order({ kind: 'resume', database });
  }

  disable(database: string): Promise<void> {
    return this.#order({ kind: 'disable', database });
  }

  enable(database: string): Promise<void> {
    return this.#order({ kind: 'enable', database });
  }

  kill(database: string | null): Promise<void> {
    return this.#order({ kind: 'kill', database });
  }

  reconnect(database: string | null): Promise<void> {
    return this.#order({ kind: 'reconnect', database });
  }

  killClient(id: number): Promise<boolean> {
    return this.#serving().killClient(id);
  }

  async shutDown(mode: ShutdownMode): Promise<void> {
    // Its end is the console's end too: nobody waits for it.
    this.#gateway.shutDown(mode).catch(() => {});
  }

  async #order(order: DatabaseOrder): Promise<void> {
    this.#switches.turn(order);
    await this.#serving().order(order, this.#switches.state);
  }

  #databases(settings: Settings): DatabaseLook[] {
    return postgresStores(settings).flatMap(({ name: store, server, pool, databases }) =>
      databases.map((name) => ({
        name,
        store,
        host: server.host,
        port: server.port,
        role: server.user,
        poolMode: pool.poolMode,
        poolSize: pool.poolSize,
        poolSizeMin: pool.poolSizeMin,
        reservePoolSize: pool.reservePoolSize,
        serverLifetimeMs: pool.serverLifetimeMs,
        connectionsMax: pool.databaseConnectionsMax,
        clientsMax: pool.databaseClientsMax,
        ofPrincipalMax: pool.principalClientsMax,
        isPaused: this.#switches.isPaused(name),
        isDisabled: this.#switches.isDisabled(name),
      })),
    );
  }

  async #turn(): Promise<void> {
    const processes = await this.#serving().look();
    this.#averages.turn(this.#gateway.clock.now(), totalsOf(processes));
  }

  #serving(): Serving {
    const serving = this.#gateway.serving();
    if (serving === null) throw new Error('the gateway is not open');
    return serving;
  }

  #settings(): Settings {
    const settings = this.#gateway.settings();
    if (settings === null) throw new Error('the gateway is not open');
    return settings;
  }
}

function totalsOf(processes: readonly ProcessLook[]): Map<string, TrafficTotals> {
  const totals = new Map<string, TrafficTotals>();
  for (const { pools } of processes) {
    for (const { database, totals: more } of pools) {
      const had = totals.get(database);
      totals.set(database, had === undefined ? more : sumTraffic([had, more]));
    }
  }
  return totals;
}
