import { runWorker } from './compose.js';

/** The process of a worker. `damask start` starts it when `listen.postgres.workers` says so, and speaks to it over a pipe. */
runWorker();
