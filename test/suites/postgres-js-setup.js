// Stands in a copy of postgres.js' suite for its set-up, which run.js has done.
import { spawnSync } from 'node:child_process';

export function exec(command, args) {
  spawnSync(command, args, { stdio: 'ignore' });
}
