import { type FSWatcher, realpathSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { askAgain, type FileRecords, sameRecords } from '../settings/index.js';

export interface FileWatchOptions {
  /** How long files must stand still before they count as written. */
  readonly settleMs?: number;
  /** How often they are looked at unasked: some file systems (NFS, some mounts of containers) tell of nothing. */
  readonly pollMs?: number;
}

const SETTLE_MS = 300;
const POLL_MS = 5_000;

/**
 * Calls `onChange` when files are no longer what was read of them. `read` gives what the last reading got; `onChange` reads
 * anew.
 *
 * What the system tells of a directory is only a hint to look: files are compared by what they hold. So an editor that
 * writes in place or puts a new file in the old one's place, a link that leads elsewhere (Kubernetes swaps `..data`), and a
 * file that was missing all count, and a touch doesn't. A file that is being written is waited for: half a configuration
 * could be a valid one, and a wider one.
 */
export function watchFiles(
  read: () => FileRecords,
  onChange: () => Promise<void>,
  { settleMs = SETTLE_MS, pollMs = POLL_MS }: FileWatchOptions = {},
): () => void {
  let stopped = false;
  let busy = false;
  let pending: FileRecords | null = null;
  let settling: NodeJS.Timeout | null = null;
  const watchers = new Map<string, FSWatcher>();

  const hint = (): void => {
    if (stopped || busy || settling !== null) return;
    settling = setTimeout(look, settleMs).unref();
  };
  const look = (): void => {
    settling = null;
    if (stopped || busy) return;
    const known = read();
    const now = askAgain(known);
    if (sameRecords(known, now)) {
      pending = null;
      return;
    }
    if (pending === null || !sameRecords(pending, now)) {
      pending = now;
      hint();
      return;
    }
    pending = null;
    busy = true;
    void onChange()
      .catch(() => {})
      .finally(() => {
        busy = false;
        follow();
        // What changed meanwhile was not seen.
        hint();
      });
  };
  /** Watches the directories in which the files stand, and to which their links lead. */
  const follow = (): void => {
    if (stopped) return;
    const wanted = directoriesOf(read());
    for (const [directory, watcher] of watchers) {
      if (wanted.has(directory)) continue;
      watcher.close();
      watchers.delete(directory);
    }
    for (const directory of wanted) {
      if (watchers.has(directory)) continue;
      const watcher = watchDirectory(directory, hint, () => watchers.delete(directory));
      if (watcher !== null) watchers.set(directory, watcher);
    }
  };
  follow();
  const polling = setInterval(() => {
    follow();
    hint();
  }, pollMs).unref();

  return () => {
    stopped = true;
    clearInterval(polling);
    if (settling !== null) clearTimeout(settling);
    for (const watcher of watchers.values()) watcher.close();
  };
}

function directoriesOf(records: FileRecords): Set<string> {
  const directories = new Set<string>();
  for (const record of records) {
    const isDirectory = record.kind === 'list' && record.names !== null;
    directories.add(isDirectory ? record.path : dirname(record.path));
    try {
      const real = realpathSync(record.path);
      directories.add(isDirectory ? real : dirname(real));
    } catch {
      // It is not there now: the directory tells when it comes.
    }
  }
  return directories;
}

/** Null when it can't be watched: the poll sees what happens there. */
function watchDirectory(directory: string, onEvent: () => void, onLost: () => void): FSWatcher | null {
  try {
    const watcher = watch(directory, { persistent: false }, onEvent);
    watcher.on('error', () => {
      watcher.close();
      onLost();
    });
    return watcher;
  } catch {
    return null;
  }
}
