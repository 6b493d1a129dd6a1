import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Where Linux says how much processor time a container may use: cgroup v2, then v1. */
const quotaFiles = ['/sys/fs/cgroup/cpu.max', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us'] as const;
const PERIOD_FILE_V1 = '/sys/fs/cgroup/cpu/cpu.cfs_period_us';

/** How many processes can run at once: the machine's cores, or fewer when a container's quota is smaller. */
export function coreCount(
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
  cores: number = availableParallelism(),
): number {
  const quota = quotaOf(readFile);
  return Math.max(1, quota === null ? cores : Math.min(cores, Math.ceil(quota)));
}

/** In cores; null when there is none. */
function quotaOf(readFile: (path: string) => string): number | null {
  const read = (path: string): string => {
    try {
      return readFile(path).trim();
    } catch {
      return '';
    }
  };
  const [unified, legacy] = quotaFiles;
  const [quota, period] = read(unified) === '' ? [read(legacy), read(PERIOD_FILE_V1)] : read(unified).split(' ');
  const share = Number(quota) / Number(period);
  return Number.isFinite(share) && share > 0 ? share : null;
}
