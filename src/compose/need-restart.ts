import { type RestartOnly, restartOnly, type Settings } from '../settings/index.js';

/** What is made at the start, and stays until the next one. */
const read: Readonly<Record<RestartOnly, (settings: Settings) => unknown>> = {
  'listen.postgres.host': ({ listen }) => listen.postgres?.host,
  'listen.postgres.port': ({ listen }) => listen.postgres?.port,
  'listen.postgres.listen_backlog': ({ listen }) => listen.postgres?.backlog,
  'listen.postgres.workers': ({ listen }) => listen.postgres?.workers,
  'listen.postgres.tls.mode': ({ listen }) => listen.postgres?.tls?.mode ?? 'disable',
  'listen.http': ({ listen }) => ({ ...listen.http, tls: listen.http?.tls?.mode ?? 'disable' }),
  'listen.admin': ({ listen }) => ({ ...listen.admin, token: listen.admin?.token?.reveal() }),
  'log.level': ({ log }) => log.level,
};

/** Settings that differ but take effect only at the next start. */
export function needRestart(former: Settings, next: Settings): string[] {
  return restartOnly.filter((key) => JSON.stringify(read[key](former)) !== JSON.stringify(read[key](next)));
}
