import type { ConsentSource, RecordCondition } from '../consent/index.js';
import { ruleColumn } from '../enforce/index.js';
import { ruleToSql } from '../rules/index.js';
import type { Settings } from '../settings/index.js';
import { type CatalogSnapshot, quoteIdentifier } from '../sql/index.js';
import { ruleFrom } from './rule.js';

/** The catalogs of a store's databases, as far as they are loaded. Asked when a condition is put into a guard. */
export type LoadedCatalogs = (store: string) => readonly CatalogSnapshot[];

/** Where each store's consent stands, by store. */
export function consentSourcesFrom(settings: Settings, catalogs: LoadedCatalogs): ReadonlyMap<string, ConsentSource> {
  const sources = new Map<string, ConsentSource>();
  for (const source of settings.consent?.sources ?? []) {
    if (source.kind !== 'table') continue;
    const { store, relation, subjectColumn, purposeColumn, untilColumn, recordedAtColumn } = source;
    const condition = (text: string) => recordCondition(text, relation, () => catalogs(store));
    sources.set(store, {
      store,
      relation,
      subjectColumn,
      purposeColumn,
      granted: condition(source.granted),
      untilColumn,
      objected: source.objected === null ? null : condition(source.objected),
      recordedAtColumn,
    });
  }
  return sources;
}

function recordCondition(
  text: string,
  { schema, name }: { readonly schema: string; readonly name: string },
  catalogs: () => readonly CatalogSnapshot[],
): RecordCondition {
  const rule = ruleFrom(text);
  return (alias) => {
    for (const catalog of catalogs()) {
      const relation = catalog.relation(schema, name);
      if (relation !== undefined) return ruleToSql(rule, (field) => ruleColumn(catalog, relation, field, alias));
    }
    return ruleToSql(rule, (field) => `${quoteIdentifier(alias)}.${quoteIdentifier(field)}`);
  };
}
