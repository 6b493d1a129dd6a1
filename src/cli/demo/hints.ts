import type { Login } from './ask.js';
import type { ContactsDoor } from './ask-contacts.js';

/** How to look for oneself: lines to paste into a shell, and where the metrics are. */
export function hints(logins: readonly Login[], doors: readonly ContactsDoor[], metricsUrl: string): string {
  const psql = logins.map(
    ({ host, port, user, password, database }) =>
      `  PGPASSWORD=${password} psql -h ${host} -p ${port} -U ${user} ${database}`,
  );
  const curl = doors.map(({ url, headers }) => {
    const options = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
    return `  curl -s ${options.join(' ')} '${url}/v1/contacts?limit=3'`;
  });
  return ['Look for yourself:', '', ...psql, '', ...curl, '', `Metrics: ${metricsUrl}`, ''].join('\n');
}
