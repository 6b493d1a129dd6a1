import type { Login } from './ask.js';

/** How to look for oneself: lines to paste into a shell, and where the metrics are. */
export function hints(logins: readonly Login[], metricsUrl: string): string {
  const lines = logins.map(
    ({ host, port, user, password, database }) =>
      `  PGPASSWORD=${password} psql -h ${host} -p ${port} -U ${user} ${database}`,
  );
  return ['Look for yourself:', '', ...lines, '', `Metrics: ${metricsUrl}`, ''].join('\n');
}
