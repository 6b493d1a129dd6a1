import type { Settings } from '../../settings/index.js';
import { coreCount } from '../../workers/index.js';
import { workersMax } from './pool-share.js';

/** How many processes serve: what the configuration says, or as many as there are cores, and parts of the pools. */
export function workerCount(settings: Settings, cores: () => number = coreCount): number {
  const asked = settings.listen.postgres?.workers ?? 1;
  return asked === 'auto' ? Math.min(cores(), workersMax(settings)) : asked;
}
