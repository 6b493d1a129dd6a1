import { fileURLToPath } from 'node:url';
import type { ConsoleOperations } from '../../admin/index.js';
import type { Secret } from '../../base/index.js';
import { keepCounts, type Logger, type Metrics, type MetricsSnapshot, textOfSnapshots } from '../../observe/index.js';
import { ClientCounts } from '../../pg/index.js';
import type { LoadedSettings, SettingsOrigin } from '../../settings/index.js';
import { FrontDoor, type Worker as SupervisedWorker, Supervisor } from '../../workers/index.js';
import type { DatabaseOrder, SwitchState } from '../console/database-switch.js';
import { type ProcessLook, placeOf } from '../console/process-look.js';
import { performCall } from '../console/remote-operations.js';
import type { Address, Serving, ServingAddresses, ServingState } from '../serving.js';
import { clientConnectionsMax } from '../serving-process.js';
import type { AskFirst, AskWorker, CancelOrder, WorkerPulse } from './questions.js';

export interface WorkerGroupOptions {
  readonly workers: number;
  readonly saltSecret: Secret<Buffer>;
  readonly operations: ConsoleOperations;
  readonly version: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

type Worker = SupervisedWorker<AskWorker, AskFirst>;

const PROGRAM = fileURLToPath(new URL('../../worker.js', import.meta.url));
/** To look at the stores and derive what logins are checked against. */
const PREPARE_MS = 60_000;
/** To swap what is ready. A worker that takes longer would serve under a policy that is no longer in force: it is ended. */
const COMMIT_MS = 5_000;
/** A worker that hangs for so long is ended. */
const PULSE_MS = 20_000;
/** How fresh numbers are asked for at a scrape. A worker that takes longer is shown with its last ones. */
const SCRAPE_MS = 2_000;
const CANCEL_MS = 5_000;
/** As Node.js has it. */
const HTTP_BACKLOG = 511;
const LOOK_MS = 5_000;
/** What a worker may take to end beyond what its clients may. */
const FAREWELL_MS = 10_000;

/**
 * Several processes serve one port; this one holds the socket, counts the clients, and keeps the others in step.
 *
 * A reload is made ready in every worker first; only when all are ready, each is told to switch. A worker that joins while
 * that goes on waits until it is over, and is brought to what came in force.
 */
export class WorkerGroup implements Serving {
  readonly #options: WorkerGroupOptions;
  readonly #supervisor: Supervisor<AskWorker, AskFirst>;
  readonly #postgres: FrontDoor;
  readonly #http: FrontDoor | null;
  readonly #pulses = new Map<Worker, WorkerPulse>();
  readonly #clients = new ClientCounts();
  /** Workers that are in step: what comes in force comes in force in them. By worker, what it runs under. */
  readonly #inStep = new Map<Worker, SettingsOrigin>();
  readonly #open = new Set<Worker>();
  /** What workers that are gone had counted. */
  #departed: MetricsSnapshot = [];
  #inForce: LoadedSettings;
  #reloading: Promise<void> | null = null;
  /** What operators did: a worker that is started later is told. */
  #switches: SwitchState = { isPaused: false, resumed: [], paused: [], disabled: [] };

  constructor(loaded: LoadedSettings, options: WorkerGroupOptions) {
    this.#options = options;
    this.#inForce = loaded;
    const { postgres, http } = loaded.settings.listen;
    if (postgres === null) throw new Error('the configuration has no `listen.postgres`');
    const door = (name: string, { host, port }: Address, backlog: number, clientsMax: () => number) =>
      new FrontDoor({ name, host, port, backlog, clientsMax, takers: () => [...this.#open] });
    const postgresClientsMax = () => clientConnectionsMax(this.#inForce.settings);
    this.#postgres = door('postgres', postgres, postgres.backlog, postgresClientsMax);
    this.#http = http === null ? null : door('http', http, HTTP_BACKLOG, () => http.connectionsMax);
    this.#supervisor = new Supervisor<AskWorker, AskFirst>({
      count: options.workers,
      program: PROGRAM,
      answers: (workerId) => ({
        cancel: (order) => this.#cancel(order, workerId),
        operate: (call) => performCall(options.operations, call),
        takePlace: (client) => this.#clients.take(workerId, client),
        leavePlace: (client) => {
          this.#clients.leave(workerId, client);
          return null;
        },
      }),
      bringUp: (worker) => this.#bringUp(worker),
      pulse: (worker) => this.#takePulse(worker, PULSE_MS),
      onGone: (worker, how) => this.#gone(worker, how),
    });
    options.metrics.watchWorkers(() => ({
      serving: this.#open.size,
      missing: options.workers - this.#open.size,
    }));
  }

  async open(): Promise<ServingAddresses> {
    try {
      // Who comes before a worker is there waits. An address that can't be had is known before any is started.
      const postgres = await this.#postgres.open();
      const http = (await this.#http?.open()) ?? null;
      await this.#supervisor.start();
      return { postgres, http };
    } catch (fault) {
      this.#closeDoors();
      throw fault;
    }
  }

  reload(loaded: LoadedSettings): Promise<void> {
    const reloading = this.#reload(loaded);
    this.#reloading = reloading.catch(() => {});
    return reloading;
  }

  async look(): Promise<readonly ProcessLook[]> {
    const looks = await Promise.allSettled([...this.#open].map((worker) => worker.ask('look', null, LOOK_MS)));
    return looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : []));
  }

  async order(order: DatabaseOrder, state: SwitchState): Promise<void> {
    this.#switches = state;
    await Promise.allSettled([...this.#open].map((worker) => worker.ask('order', { order, state }, COMMIT_MS)));
  }

  async killClient(id: number): Promise<boolean> {
    const worker = [...this.#open].find((one) => one.id === placeOf(id).process);
    return (await worker?.ask('killClient', id, COMMIT_MS)) ?? false;
  }

  stopAccepting(): void {
    this.#closeDoors();
  }

  state(): ServingState {
    const pulses = [...this.#open].flatMap((worker) => this.#pulses.get(worker) ?? []);
    if (pulses.length === 0) return { unreadyReasons: ['listener_closed'], retryInMs: null };
    // Clients are served while one worker serves them.
    const best = pulses.reduce((one, other) => (other.unreadyReasons.length < one.unreadyReasons.length ? other : one));
    return { unreadyReasons: best.unreadyReasons, retryInMs: best.retryInMs };
  }

  async metricsText(): Promise<{ readonly contentType: string; readonly body: string }> {
    const workers = [...this.#open];
    await Promise.allSettled(workers.map((worker) => this.#takePulse(worker, SCRAPE_MS)));
    const own = await this.#options.metrics.snapshot();
    const pulses = [...this.#pulses.values()].map(({ metrics }) => metrics);
    return textOfSnapshots([own, this.#departed, ...pulses]);
  }

  async close(graceful: boolean): Promise<void> {
    const { postgres, http } = this.#inForce.settings.listen;
    const allowedMs = Math.max(postgres?.shutdownTimeoutMs ?? 0, http?.shutdownTimeoutMs ?? 0);
    const patienceMs = graceful ? allowedMs : 0;
    this.#closeDoors();
    this.#open.clear();
    await this.#supervisor.stop(async (worker) => {
      await worker.ask('close', { graceful }, patienceMs + FAREWELL_MS);
    });
  }

  #closeDoors(): void {
    this.#postgres.close();
    this.#http?.close();
  }

  async #bringUp(worker: Worker): Promise<void> {
    const { workers, saltSecret, logger, version } = this.#options;
    const { slot, processId } = worker;
    let { origin } = this.#inForce;
    const order = { slot, number: worker.id, workers, origin, saltSecret: saltSecret.reveal(), version };
    await worker.ask('make', order, PREPARE_MS);
    for (;;) {
      while (this.#reloading !== null) await this.#reloading;
      if (origin === this.#inForce.origin) break;
      origin = this.#inForce.origin;
      await worker.ask('prepare', origin, PREPARE_MS);
      await worker.ask('commit', null, COMMIT_MS);
    }
    // Nothing has waited since it was seen that no reload is under way.
    this.#inStep.set(worker, origin);
    const switches = this.#switches;
    await worker.ask('open', switches, PREPARE_MS);
    await this.#takePulse(worker, PULSE_MS);
    // It would not know of the latest order. That is rare: it is started anew.
    if (switches !== this.#switches) throw new Error('an operator was faster');
    this.#open.add(worker);
    this.#postgres.takersChanged();
    this.#http?.takersChanged();
    logger.log('worker_serves', { worker: slot + 1, processId });
  }

  async #reload(loaded: LoadedSettings): Promise<void> {
    const workers = [...this.#inStep.keys()];
    try {
      const ready = await Promise.allSettled(workers.map((worker) => worker.ask('prepare', loaded.origin, PREPARE_MS)));
      const refused = ready.find(
        (one, index) => one.status === 'rejected' && this.#inStep.has(workers[index] as Worker),
      );
      if (refused?.status === 'rejected') {
        for (const worker of workers) worker.ask('discard', null, COMMIT_MS).catch(() => {});
        throw refused.reason;
      }
      this.#inForce = loaded;
      await Promise.all(workers.map((worker) => this.#commit(worker)));
    } finally {
      this.#reloading = null;
    }
  }

  async #commit(worker: Worker): Promise<void> {
    try {
      await worker.ask('commit', null, COMMIT_MS);
    } catch {
      this.#options.logger.log('worker_out_of_step', { worker: worker.slot + 1 });
      worker.kill();
    }
  }

  async #takePulse(worker: Worker, withinMs: number): Promise<void> {
    this.#pulses.set(worker, await worker.ask('pulse', null, withinMs));
  }

  /** Every other worker looks for the session. Where it is is told to nobody. */
  async #cancel(order: CancelOrder, from: number): Promise<null> {
    const others = [...this.#open].filter(({ id }) => id !== from);
    await Promise.allSettled(others.map((worker) => worker.ask('cancel', order, CANCEL_MS)));
    return null;
  }

  #gone(worker: Worker, { wanted, signal }: { readonly wanted: boolean; readonly signal: string | null }): void {
    const { logger, metrics } = this.#options;
    const last = this.#pulses.get(worker);
    this.#inStep.delete(worker);
    this.#open.delete(worker);
    this.#pulses.delete(worker);
    this.#clients.leaveAll(worker.id);
    if (wanted) return;
    logger.log('worker_lost', { worker: worker.slot + 1, processId: worker.processId, signal });
    metrics.workerLost();
    if (last !== undefined) this.#departed = keepCounts([this.#departed, last.metrics]);
  }
}
