import { Secret, systemClock } from '../../base/index.js';
import { createLogger, createMetrics, describeFault } from '../../observe/index.js';
import type { ClientPlaces } from '../../pg/index.js';
import { filesFromRecords, type LoadedSettings, loadSettings, type SettingsOrigin } from '../../settings/index.js';
import { type Answers, type Channel, joinAsWorker } from '../../workers/index.js';
import { remoteOperations } from '../console/remote-operations.js';
import { settingsLanguages } from '../languages.js';
import { type Prepared, ServingProcess } from '../serving-process.js';
import { withPoolShares } from './pool-share.js';
import type { AskFirst, AskWorker, WorkerOrder } from './questions.js';

/** How long the first process may take to pass a CancelRequest on. */
const ANSWER_MS = 10_000;
/** How long what is done from the console may take: a reload looks at stores. */
const OPERATE_MS = 120_000;

/** Runs this process as a worker of `damask start`. */
export function runWorker(): void {
  let made: { readonly order: WorkerOrder; readonly serving: ServingProcess; metrics: Metrics } | null = null;
  let prepared: Prepared | null = null;
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
        prepared = await serving.prepare(await load(origin, order));
        return null;
      },
      commit: () => {
        if (prepared === null) throw new Error('nothing is ready to be put in force');
        prepared.commit();
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

type Metrics = ReturnType<typeof createMetrics>;

async function make(
  order: WorkerOrder,
  first: Channel<AskFirst, AskWorker>,
): Promise<{ serving: ServingProcess; metrics: Metrics }> {
  const loaded = await load(order.origin, order);
  const { settings } = loaded;
  const metrics = createMetrics({ stores: settings.stores.keys(), purposes: settings.purposes.keys() });
  const logger = createLogger({ level: settings.log.level }).with({ worker: order.slot + 1 });
  // Node would print the fault's message, which could quote a value.
  process.on('uncaughtException', (fault) => {
    logger.log('process_fault', describeFault(fault));
    process.exit(1);
  });
  const serving = await ServingProcess.make(loaded, {
    clock: systemClock,
    logger,
    metrics,
    process: order.number,
    version: order.version,
    operations: remoteOperations((call) => first.ask('operate', call, OPERATE_MS)),
    saltSecret: new Secret(Buffer.from(order.saltSecret)),
    cancelElsewhere: async (processId, secretKey) => {
      await first.ask('cancel', { processId, secretKey }, ANSWER_MS);
    },
    places: placesOf(first),
  });
  return { serving, metrics };
}

/** The first process counts for all workers. It is asked of clients that are bounded: asking takes a moment of each login. */
function placesOf(first: Channel<AskFirst, AskWorker>): ClientPlaces {
  const counted = new Set<number>();
  return {
    take: async (client) => {
      if (client.ofPrincipalMax === 0 && client.ofDatabaseMax === 0) return null;
      const tooMany = await first.ask('takePlace', client, ANSWER_MS);
      if (tooMany === null) counted.add(client.id);
      return tooMany;
    },
    leave: (id) => {
      // Should the first process be gone, so is this one.
      if (counted.delete(id)) first.ask('leavePlace', id, ANSWER_MS).catch(() => {});
    },
  };
}

/** The configuration as the first process read it, with this worker's part of what is shared. */
async function load(origin: SettingsOrigin, { workers, slot }: WorkerOrder): Promise<LoadedSettings> {
  const files = filesFromRecords(origin.files);
  const loaded = await loadSettings({ ...origin, files, languages: settingsLanguages });
  return { ...loaded, settings: withPoolShares(loaded.settings, workers, slot) };
}
