/**
 * system: what of PostgreSQL itself may be used, as lists. What may pass is listed; what may not is not.
 */

import { quoteLiteral } from '../../sql/index.js';
import { allowedAdministrationFunctions, allowedVolatileFunctions, sizeFunctions } from './allowed-functions.js';
import { closedInformationSchemaRelations, openCatalogRelations } from './catalog-relations.js';
import { deniedFunctionPrefixes, deniedFunctionReasons } from './denied-functions.js';
import { type ParameterValues, settableParameters, unreadableParameters } from './parameters.js';

export {
  advisoryLockFunctions,
  allowedAdministrationFunctions,
  allowedVolatileFunctions,
  sequenceFunctions,
  settingReaders,
  settingWriters,
  sizeFunctions,
} from './allowed-functions.js';
export {
  type CatalogReduction,
  catalogReductions,
  closedCatalogRelations,
  closedInformationSchemaRelations,
  openCatalogRelations,
} from './catalog-relations.js';
export { whyDeniedOf } from './extension-functions.js';
export { pinnedParameters } from './parameters.js';
export { ownPreparedTransactions, prefixOfPrepared } from './prepared-transactions.js';

/**
 * Functions of pg_catalog that are refused, with the reason; for the others, nothing. A volatile one must stand in
 * `allowedVolatileFunctions` besides.
 */
export const deniedFunctions: Pick<ReadonlyMap<string, string>, 'get' | 'has'> = {
  get: whyDenied,
  has: (name) => whyDenied(name) !== undefined,
};

function whyDenied(name: string): string | undefined {
  const reason = deniedFunctionReasons.get(name);
  if (reason !== undefined) return reason;
  // What they answer does not reach the caller.
  if (sizeFunctions.has(name)) return undefined;
  for (const [prefix, why] of deniedFunctionPrefixes) if (name.startsWith(prefix)) return why;
  if (!name.startsWith('pg_') || allowedAdministrationFunctions.has(name) || allowedVolatileFunctions.has(name)) {
    return undefined;
  }
  return 'it administers the server, and is not on the list of those known to be harmless';
}

/** May a relation of pg_catalog or information_schema be read? */
export function isOpenSystemRelation(schema: string, name: string): boolean {
  if (schema === 'pg_catalog') return openCatalogRelations.has(name);
  return schema === 'information_schema' && !closedInformationSchemaRelations.has(name);
}

const none: ReadonlySet<string> = new Set();

/** May a client set it to `value`? `null` stands for the default. `own` are the settings that the operator lists. */
export function isSettable(name: string, value: string | null, own: ReadonlySet<string> = none): boolean {
  const values = valuesOf(name, own);
  if (values === undefined) return false;
  return value === null || values === 'any' || values.test(value.trim().toLowerCase());
}

/** May a client set it to whatever it likes, also to what only the server will know? */
export function isSettableToAnything(name: string, own: ReadonlySet<string> = none): boolean {
  return valuesOf(name, own) === 'any';
}

function valuesOf(name: string, own: ReadonlySet<string>): ParameterValues | undefined {
  const lower = name.toLowerCase();
  return own.has(lower) ? 'any' : settableParameters.get(lower);
}

/** An SQL condition that holds where SHOW and current_setting() may not read the setting that `nameSql`, a text, names. */
export function unreadableSql(nameSql: string, own: ReadonlySet<string> = none): string {
  // Names are compared without regard to the case of ASCII letters, whatever the database's language.
  const name = `pg_catalog.lower((${nameSql}) COLLATE pg_catalog."C")`;
  const dotted = [purposeParameter, ...own, ...[...settableParameters.keys()].filter((known) => known.includes('.'))];
  const list = (names: Iterable<string>) => [...names].map(quoteLiteral).join(', ');
  return `CASE WHEN pg_catalog.strpos(${name}, '.') OPERATOR(pg_catalog.>) 0 THEN NOT ${name} OPERATOR(pg_catalog.=) ANY (ARRAY[${list(dotted)}]) ELSE ${name} OPERATOR(pg_catalog.=) ANY (ARRAY[${list(unreadableParameters)}]) END`;
}

const purposeParameter = 'damask.purpose';

/** May SHOW and current_setting() read it? */
export function isReadableParameter(name: string, own: ReadonlySet<string> = none): boolean {
  const lower = name.toLowerCase();
  if (lower.includes('.')) return lower === purposeParameter || valuesOf(lower, own) !== undefined;
  return !unreadableParameters.has(lower);
}
