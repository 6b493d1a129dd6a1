import { refused } from '../refused.js';
import type { RewriteContext } from './context.js';
import { mayCallByOid } from './functions.js';

/**
 * A column that is made of a domain takes the domain's default where it is given nothing (PostgreSQL docs, CREATE DOMAIN): who makes one
 * runs what that calls, and may read what it gives. Asked of a statement that makes columns, of all types that stand in it.
 *
 * @throws GatewayError `refused`.
 */
export function admitDomainDefaults(context: RewriteContext): void {
  const { catalog } = context.view;
  for (const { oid, schema, name, filledBy = [] } of catalog.filledDomains ?? []) {
    if (context.mentions?.has(oid) === false) continue;
    if (filledBy.every((called) => mayCallByOid(called, context))) continue;
    throw refused(
      `the default of \`${schema}.${name}\` calls a function that is not listed`,
      'an operator can list it under `functions`, or its extension under `extensions`',
    );
  }
}
