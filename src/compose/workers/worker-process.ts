import { Secret, systemClock } from '../../base/index.js';
import { createLogger, createMetrics, describeFault } from '../../observe/index.js';
import { filesFromRecords, type LoadedSettings, loadSettings, type SettingsOrigin } from '../../settings/index.js';
import { type Answers, type Channel, joinAsWorker } from '../../workers/index.js';
import { remoteOperations } from '../console/remote-operations.js';
import { postgresStores } from '../gate-options.js';
import { settingsLanguages } from '../languages.js';
import { type Prepared, ServingProcess } from '../serving-process.js';
import { CountedPlaces } from './counted-places.js';
import { withPoolShares } from './pool-share.js';
import type { AskFirst, AskWorker, WorkerOrder } from './questions.js';

/** How long the first process may take to pass a CancelRequest on. */
const ANSWER_MS = 10_000;
/** How long what is done from the console may take: a reload looks at stores. */
const OPERATE_MS = 120_000;

/** Runs this process as a worker of `damask start`. */
export function runWorker(): void {
  let made: ({ readonly order: WorkerOrder } & Made) | null = null;
  let prepared: (Prepared & { readonly bounds: boolean }) | null = null;
  const known = () => {
    if (made === null) throw new Error('nothing is made yet');
    return made;
  };
  const answer = (first: Channel<AskFirst, AskWorker>) => {
    const answers: Answers<AskWorker> = {
      make: async (order) => {
        made = { order, ...(await make(order, first)) };
        return null;
      },
      open: async (state) => {
        known().serving.restore(state);
        await known().serving.openWithoutPorts();
        return null;
      },
      prepare: async (origin) => {
        const { order, serving } = known();
        prepared?.discard();
        prepared = null;
        const loaded = await load(origin, order);
        prepared = { ...(await serving.prepare(loaded)), bounds: boundsClients(loaded) };
        return null;
      },
      commit: () => {
        if (prepared === null) throw new Error('nothing is ready to be put in force');
        prepared.commit();
        if (prepared.bounds) known().places.countAll();
        prepared = null;
        return null;
      },
      discard: () => {
        prepared?.discard();
        prepared = null;
        return null;
      },
      pulse: async () => ({ ...known().serving.state(), metrics: await known().metrics.snapshot() }),
      cancel: ({ processId, secretKey }) => known().serving.cancel(processId, Buffer.from(secretKey)),
      look: () => known().serving.look(),
      order: async ({ order, state }) => {
        await known().serving.order(order, state);
        return null;
      },
      killClient: (id) => known().serving.killClient(id),
      close: async ({ graceful }) => {
        await made?.serving.close(graceful);
        return null;
      },
    };
    return answers;
  };
  joinAsWorker<AskFirst, AskWorker>({
    answers: answer,
    take: (socket, arrived) => known().serving.take(socket, arrived),
  });
}

interface Made {
  readonly serving: ServingProcess;
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly places: CountedPlaces;
}

async function make(order: WorkerOrder, first: Channel<AskFirst, AskWorker>): Promise<Made> {
  const loaded = await load(order.origin, order);
  const { settings } = loaded;
  const metrics = createMetrics({ stores: settings.stores.keys(), purposes: settings.purposes.keys() });
  const logger = createLogger({ level: settings.log.level }).with({ worker: order.slot + 1 });
  // Node would print the fault's message, which could quote a value.
  process.on('uncaughtException', (fault) => {
    logger.log('process_fault', describeFault(fault));
    process.exit(1);
  });
  const places = new CountedPlaces({
    take: (client) => first.ask('takePlace', client, ANSWER_MS),
    leave: (id) => first.ask('leavePlace', id, ANSWER_MS),
  });
  const serving = await ServingProcess.make(loaded, {
    clock: systemClock,
    logger,
    metrics,
    process: order.number,
    warmsUp: true,
    version: order.version,
    operations: remoteOperations((call) => first.ask('operate', call, OPERATE_MS)),
    saltSecret: new Secret(Buffer.from(order.saltSecret)),
    cancelElsewhere: async (processId, secretKey) => {
      await first.ask('cancel', { processId, secretKey }, ANSWER_MS);
    },
    places,
  });
  return { serving, metrics, places };
}

/** The configuration as the first process read it, with this worker's part of what is shared. */
async function load(origin: SettingsOrigin, { workers, slot }: WorkerOrder): Promise<LoadedSettings> {
  const files = filesFromRecords(origin.files);
  const loaded = await loadSettings({ ...origin, files, languages: settingsLanguages });
  return { ...loaded, settings: withPoolShares(loaded.settings, workers, slot) };
}

/** `max_user_client_connections`, `max_db_client_connections` of some store. */
function boundsClients({ settings }: LoadedSettings): boolean {
  return postgresStores(settings).some(({ pool }) => pool.principalClientsMax > 0 || pool.databaseClientsMax > 0);
}
