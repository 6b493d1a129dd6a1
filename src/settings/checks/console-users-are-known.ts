import { suggestion } from '../suggest.js';
import type { Check } from './check.js';

/** Names of the console's database: PgBouncer's users know the second. */
export const consoleDatabases: readonly string[] = ['damask', 'pgbouncer'];

/** Who may use the console is a principal, no store has a database of its name, and who may see no data may use the console. */
export const consoleUsersAreKnown: Check = (context) => {
  const { listen, principals, stores } = context.settings;
  if (context.damaged.has('listen')) return;
  const users = new Set<string>();
  for (const [key, names] of [
    ['admin_users', listen.postgres?.adminUsers ?? []],
    ['stats_users', listen.postgres?.statsUsers ?? []],
  ] as const) {
    [...names].forEach((name, index) => {
      users.add(name);
      const declared = context.declared('principals');
      if (declared.includes(name)) return;
      const message = `there is no principal \`${name}\` in \`principals\`${suggestion(name, declared)}`;
      context.error(['listen', 'postgres', key, index], message);
    });
  }
  for (const [name, { purposes }] of principals) {
    if (purposes.length > 0 || users.has(name)) continue;
    context.error(['principals', name, 'purposes'], 'must name a purpose');
  }
  if (users.size === 0) return;
  for (const [name, store] of stores) {
    if (store.kind !== 'postgres') continue;
    for (const database of store.databases.filter((one) => consoleDatabases.includes(one))) {
      const message = `\`${database}\` is the console's name; name no \`admin_users\` and \`stats_users\`, or another database`;
      context.error(['stores', name], message, 'key');
    }
  }
};
