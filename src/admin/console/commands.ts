import type { Command } from './command.js';
import { disable } from './commands/disable.js';
import { enable } from './commands/enable.js';
import { kill } from './commands/kill.js';
import { killClient } from './commands/kill-client.js';
import { pause } from './commands/pause.js';
import { reconnect } from './commands/reconnect.js';
import { reload } from './commands/reload.js';
import { resume } from './commands/resume.js';
import { set } from './commands/set.js';
import { shutdown } from './commands/shutdown.js';
import { waitClose } from './commands/wait-close.js';
import { showClients } from './show/clients.js';
import { showConfig } from './show/config.js';
import { showDatabases } from './show/databases.js';
import { showHelp } from './show/help.js';
import { showLists } from './show/lists.js';
import { showMem } from './show/mem.js';
import { showPools } from './show/pools.js';
import { showServers } from './show/servers.js';
import { showState } from './show/state.js';
import { showStats } from './show/stats.js';
import { showStatsAverages } from './show/stats-averages.js';
import { showStatsTotals } from './show/stats-totals.js';
import { showTotals } from './show/totals.js';
import { showUsers } from './show/users.js';
import { showVersion } from './show/version.js';

/** What the console understands. To add a command: a file, a line here, a test. */
export const commands: readonly Command[] = [
  showHelp(() => commands),
  showConfig,
  showDatabases,
  showPools,
  showClients,
  showServers,
  showUsers,
  showVersion,
  showLists,
  showMem,
  showState,
  showStats,
  showStatsTotals,
  showStatsAverages,
  showTotals,
  set,
  reload,
  pause,
  resume,
  disable,
  enable,
  reconnect,
  kill,
  killClient,
  shutdown,
  waitClose,
];
