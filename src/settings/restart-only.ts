/**
 * Settings that are read at the start and stay until the next one; a reload brings all others into force. A path, or the start of
 * one, as in the configuration.
 */
export const restartOnly = [
  'listen.postgres.host',
  'listen.postgres.port',
  'listen.postgres.listen_backlog',
  'listen.postgres.workers',
  'listen.postgres.tls.mode',
  'listen.http',
  'listen.admin',
  'log.level',
] as const;

export type RestartOnly = (typeof restartOnly)[number];

/** `path` is one of a single setting. */
export function needsRestart(path: string): boolean {
  return restartOnly.some((fixed) => path === fixed || path.startsWith(`${fixed}.`));
}
