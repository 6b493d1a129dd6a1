import type { ConsentTableSettings } from '../sections/consent.js';
import type { DataSettings } from '../sections/data.js';
import type { Check } from './check.js';
import { consentSourcePath } from './names-exist.js';

/** A purpose that rests on what subjects say has a place where it can be read, for each store with subjects. */
export const consentIsKnown: Check = (context) => {
  const { settings } = context;
  if (context.damaged.has('consent')) return;
  const asking = [...settings.purposes.values()].filter(
    ({ basis }) => basis === 'consent' || basis === 'legitimate_interests',
  );
  const sources = settings.consent?.sources ?? [];
  for (const { name, basis } of asking) {
    if (sources.length > 0) continue;
    const what = basis === 'consent' ? 'needs consent' : 'may be objected to';
    context.error(['purposes', name, 'basis'], `\`${name}\` ${what}, but there is no \`consent.source\` to ask`);
  }

  const storesWithSource = new Set<string>();
  const httpStores = [...settings.stores.values()].filter(({ kind }) => kind === 'http').map(({ name }) => name);
  sources.forEach((source, index) => {
    if (source.kind === 'managed') return;
    const path = consentSourcePath(context, index);
    const store = settings.stores.get(source.store);
    if (store?.kind === 'http') context.error([...path, 'store'], 'must be a store of kind `postgres`');
    if (storesWithSource.has(source.store)) {
      context.error([...path, 'store'], `\`${source.store}\` already has a consent source; keep one a store`);
    }
    storesWithSource.add(source.store);

    const served = servedBy(source, sources.length, httpStores);
    (source.serves ?? []).forEach((name, position) => {
      if (settings.stores.get(name)?.kind === 'postgres') {
        context.error([...path, 'serves', position], 'must be a store of kind `http`; a `postgres` store has its own');
      }
      if (storesWithSource.has(name)) {
        context.error([...path, 'serves', position], `\`${name}\` already has a consent source; keep one a store`);
      }
    });
    for (const name of served) storesWithSource.add(name);

    const kinds = new Set(
      settings.data.flatMap((entry) =>
        entry.store === source.store || served.includes(entry.store) ? subjectKinds(entry) : [],
      ),
    );
    if (kinds.size > 1) {
      const list = [...kinds].map((kind) => `\`${kind}\``).join(', ');
      context.error(
        path,
        `one table can't hold the consent of several kinds of subject, and \`data\` has ${list}`,
        'key',
      );
    }
    const isDescribed = settings.data.some(
      (entry) =>
        entry.kind === 'relation' &&
        entry.store === source.store &&
        entry.relation.schema === source.relation.schema &&
        entry.relation.name === source.relation.name,
    );
    if (store?.kind === 'postgres' && store.unlisted === 'allow' && !isDescribed) {
      const message = 'clients can read this table as it is: `data` does not describe it and `unlisted` is `allow`';
      context.warning([...path, 'relation'], message);
    }
  });

  if (asking.length === 0 || sources.length === 0 || sources.some(({ kind }) => kind === 'managed')) return;
  const storesWithSubjects = new Set(
    settings.data.flatMap((entry) => (subjectKinds(entry).length === 0 ? [] : [entry.store])),
  );
  for (const store of storesWithSubjects) {
    if (storesWithSource.has(store) || !settings.stores.has(store)) continue;
    const list = asking.map(({ name }) => `\`${name}\``).join(', ');
    context.warning(['stores', store], `has no consent source, so nothing of it is shown for ${list}`, 'key');
  }
};

function subjectKinds(entry: DataSettings): readonly string[] {
  const subjects =
    entry.kind === 'graphql' ? [...entry.graphql.types.values()].map(({ subject }) => subject) : [entry.subject];
  return subjects.flatMap((subject) => (subject === null ? [] : [subject.kind]));
}

/** HTTP stores for which a table speaks: those that it names, or all of them when it is the only source. */
function servedBy(
  { serves }: ConsentTableSettings,
  sourceCount: number,
  httpStores: readonly string[],
): readonly string[] {
  return serves ?? (sourceCount === 1 ? httpStores : []);
}
