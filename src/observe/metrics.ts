import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { CellCounter, type CounterCell, ListedCells } from './cells.js';
import {
  cacheResults,
  metricDefinitions as define,
  fieldDecisions,
  guardBounds,
  type MetricDefinition,
  pinReasons,
  poolStates,
  refusalReasons,
  reloadResults,
  type requestVerdicts,
  scrubbedMessages,
  statementBounds,
  verdicts,
  workerStates,
} from './definitions.js';
import { DurationHistogram } from './duration-histogram.js';
import { ClosedList, NONE } from './labels.js';
import type { MetricsSnapshot } from './snapshots.js';
import { StatementMetrics } from './statement-metrics.js';

export type WorkerCounts = Readonly<Record<(typeof workerStates)[number], number>>;
export type PinReason = (typeof pinReasons)[number];
export type RequestVerdict = (typeof requestVerdicts)[number];
export type ScrubbedMessage = (typeof scrubbedMessages)[number];
/** Server connections by state; `waiting` are clients in the queue for one. */
export type PoolCounts = Readonly<Record<(typeof poolStates)[number], number>>;

/** The names that the labels `store` and `purpose` may take: those of the configuration. */
export interface MetricNames {
  readonly stores: Iterable<string>;
  readonly purposes: Iterable<string>;
}

interface CountedRequest {
  readonly store: string | null;
  readonly purpose: string | null;
  readonly status: number;
  readonly verdict: RequestVerdict;
  readonly cell: CounterCell;
}

/**
 * The gateway's metrics in a registry of its own. Durations are in seconds. The process's and Node's own metrics keep the
 * names that every dashboard knows (`process_*`, `nodejs_*`).
 *
 * Invariant: no label takes a value that a caller chooses. What is not in a closed list counts as `other`.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #stores: ClosedList;
  readonly #purposes: ClosedList;
  readonly #scopes = new Map<string, Map<string, StatementMetrics>>();
  readonly #pools = new Map<string, () => PoolCounts>();
  #workers: (() => WorkerCounts) | null = null;
  /** The series that was counted last: most often it is the next one's, too. */
  #lastRequest: CountedRequest | null = null;
  #connections = 0;
  #configurationCurrent = 0;
  #configurationLoadedAt = 0;

  readonly #statements = new CellCounter(this.#registry, define.statements);
  readonly #requests = new CellCounter(this.#registry, define.requests);
  readonly #fields = new CellCounter(this.#registry, define.fields);
  readonly #lookups = new CellCounter(this.#registry, define.lookups);
  readonly #rows = new CellCounter(this.#registry, define.rows).cell();
  readonly #tripwire = new CellCounter(this.#registry, define.tripwire).cell();
  readonly #workerExits = new CellCounter(this.#registry, define.workerExits).cell();
  readonly #guardCache = new ListedCells(new CellCounter(this.#registry, define.guardCache), cacheResults);
  readonly #pins = new ListedCells(new CellCounter(this.#registry, define.poolPins), pinReasons);
  readonly #scrubbed = new ListedCells(new CellCounter(this.#registry, define.scrubbed), scrubbedMessages);
  readonly #refusals = new ListedCells(new CellCounter(this.#registry, define.refusals), refusalReasons);
  readonly #reloads = new ListedCells(new CellCounter(this.#registry, define.reloads), reloadResults);
  readonly #guardSeconds = new DurationHistogram(this.#registry, define.guardSeconds, guardBounds);
  readonly #statementSeconds = new DurationHistogram(this.#registry, define.statementSeconds, statementBounds);
  readonly #requestSeconds = new DurationHistogram(this.#registry, define.requestSeconds, statementBounds);
  readonly #upstreamSeconds = new DurationHistogram(this.#registry, define.upstreamSeconds, statementBounds);
  readonly #poolWaitSeconds = new DurationHistogram(this.#registry, define.poolWaitSeconds, statementBounds);

  constructor(names: MetricNames) {
    this.#stores = new ClosedList(names.stores);
    this.#purposes = new ClosedList(names.purposes);
    this.#registerGauges();
    collectDefaultMetrics({ register: this.#registry });
    this.#touchScopes();
  }

  /** After a reload: the names that count from now on. What was counted stays. */
  rename(names: MetricNames): void {
    this.#lastRequest = null;
    this.#stores.replace(names.stores);
    this.#purposes.replace(names.purposes);
    this.#touchScopes();
  }

  /** The counters of one store and purpose (null: none was said). Two map look-ups; a session may keep the answer. */
  scope(store: string, purpose: string | null): StatementMetrics {
    const storeLabel = this.#stores.label(store);
    const purposeLabel = this.#purposes.label(purpose);
    let byPurpose = this.#scopes.get(storeLabel);
    if (byPurpose === undefined) {
      byPurpose = new Map();
      this.#scopes.set(storeLabel, byPurpose);
    }
    let scope = byPurpose.get(purposeLabel);
    if (scope === undefined) {
      scope = new StatementMetrics({
        verdicts: cells(verdicts, (verdict) => this.#statements.cell(storeLabel, purposeLabel, verdict)),
        fields: cells(fieldDecisions, (decision) => this.#fields.cell(storeLabel, purposeLabel, decision)),
        lookups: this.#lookups.cell(storeLabel, purposeLabel),
      });
      byPurpose.set(purposeLabel, scope);
    }
    return scope;
  }

  connectionOpened(): void {
    this.#connections += 1;
  }

  connectionClosed(): void {
    this.#connections -= 1;
  }

  /** The first configuration is in force. `atMs` is of the clock. */
  configured(atMs: number): void {
    this.#configurationCurrent = 1;
    this.#configurationLoadedAt = atMs / 1000;
  }

  /** A reload has put a configuration in force. */
  reloaded(atMs: number): void {
    this.#reloads.add('loaded', 1);
    this.configured(atMs);
  }

  /** A reload was refused: what is in force is not what the files say. */
  reloadRefused(): void {
    this.#reloads.add('refused', 1);
    this.#configurationCurrent = 0;
  }

  /** An exchange over HTTP has ended. Statuses are three digits, and of the gateway's choice. */
  request(store: string | null, purpose: string | null, status: number, verdict: RequestVerdict): void {
    const last = this.#lastRequest;
    if (
      last !== null &&
      last.store === store &&
      last.purpose === purpose &&
      last.status === status &&
      last.verdict === verdict
    ) {
      last.cell.add(1);
      return;
    }
    const label = store === null ? NONE : this.#stores.label(store);
    const cell = this.#requests.cell(label, this.#purposes.label(purpose), String(status), verdict);
    cell.add(1);
    this.#lastRequest = { store, purpose, status, verdict, cell };
  }

  requestSeconds(seconds: number): void {
    this.#requestSeconds.record(seconds);
  }

  statementSeconds(seconds: number): void {
    this.#statementSeconds.record(seconds);
  }

  upstreamSeconds(seconds: number): void {
    this.#upstreamSeconds.record(seconds);
  }

  guardSeconds(seconds: number): void {
    this.#guardSeconds.record(seconds);
  }

  guardCache(result: 'hit' | 'miss'): void {
    this.#guardCache.add(result, 1);
  }

  rows(count: number): void {
    this.#rows.add(count);
  }

  /** `reason` is a name of the table of errors; any other counts as `other`. */
  refusal(reason: string): void {
    this.#refusals.add(reason, 1);
  }

  tripwire(): void {
    this.#tripwire.add(1);
  }

  scrubbed(message: ScrubbedMessage): void {
    this.#scrubbed.add(message, 1);
  }

  poolWaitSeconds(seconds: number): void {
    this.#poolWaitSeconds.record(seconds);
  }

  pinned(reason: PinReason): void {
    this.#pins.add(reason, 1);
  }

  /** `read` is asked at each scrape. A second call for a store takes the first one's place. */
  watchPool(store: string, read: () => PoolCounts): void {
    this.#pools.set(this.#stores.label(store), read);
  }

  /** `read` is asked at each scrape. */
  watchWorkers(read: () => WorkerCounts): void {
    this.#workers = read;
  }

  workerLost(): void {
    this.#workerExits.add(1);
  }

  /** What all stands at, as plain data. */
  async snapshot(): Promise<MetricsSnapshot> {
    return this.#registry.getMetricsAsJSON();
  }

  /** The exposition, and the content type that says its version. */
  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #registerGauges(): void {
    const pools = this.#pools;
    const registers = [this.#registry];
    this.#gauge(define.connections, () => this.#connections);
    this.#gauge(define.configurationCurrent, () => this.#configurationCurrent, 'max');
    this.#gauge(define.configurationLoaded, () => this.#configurationLoadedAt, 'max');
    const workers = () => this.#workers?.();
    new Gauge({
      name: define.workers.name,
      help: define.workers.help,
      labelNames: define.workers.labels,
      registers,
      collect() {
        const counts = workers();
        for (const state of workerStates) this.set({ state }, counts?.[state] ?? 0);
      },
    });
    new Gauge({
      name: define.poolConnections.name,
      help: define.poolConnections.help,
      labelNames: define.poolConnections.labels,
      registers,
      collect() {
        this.reset();
        for (const [store, read] of pools) {
          const counts = read();
          for (const state of poolStates) this.set({ store, state }, counts[state]);
        }
      },
    });
  }

  /** A gauge without labels, read at each scrape. */
  #gauge({ name, help }: MetricDefinition, read: () => number, aggregator: 'sum' | 'max' = 'sum'): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Every series stands at zero from the start: a rate over a series that appears with its first event misses the event. */
  #touchScopes(): void {
    for (const store of this.#stores.values) {
      for (const purpose of this.#purposes.values) this.scope(store, purpose);
    }
  }
}

export function createMetrics(names: MetricNames): Metrics {
  return new Metrics(names);
}

function cells<K extends string>(keys: readonly K[], cell: (key: K) => CounterCell): Readonly<Record<K, CounterCell>> {
  return Object.fromEntries(keys.map((key) => [key, cell(key)])) as Record<K, CounterCell>;
}
