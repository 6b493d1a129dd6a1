import type { RecordNeeds } from '../../../graphql/index.js';
import type { PendingRecord, ReadValue } from '../../../json/index.js';
import type { RecordFacts, RecordFilter } from '../record-filter.js';

/**
 * Which objects of an answer may be shown, each by the filter of its own type. Null stays null. An object that does not say
 * which of its types it is does not come out.
 */
export function keepRecords(
  pending: readonly PendingRecord[],
  needed: readonly RecordNeeds[],
  filters: ReadonlyMap<string, RecordFilter>,
): readonly boolean[] | Promise<readonly boolean[]> {
  const keep = new Array<boolean>(pending.length).fill(false);
  const asked = new Map<string, { readonly at: number; readonly facts: RecordFacts }[]>();
  pending.forEach(({ records, values }, at) => {
    const needs = needed[records];
    const [itself, typename, ...read] = values;
    if (itself?.type === 'null') keep[at] = true;
    if (needs === undefined || itself?.type !== 'object') return;
    const type = textOf(typename);
    if (type === null || !needs.types.includes(type)) return;
    const filter = filters.get(type);
    if (filter === undefined) keep[at] = true;
    else {
      const facts = filter.paths.map((path) => read[needs.fields.indexOf(`${type}.${path}`)]);
      const same = asked.get(type);
      if (same === undefined) asked.set(type, [{ at, facts }]);
      else same.push({ at, facts });
    }
  });
  const answers: Promise<void>[] = [];
  for (const [type, records] of asked) {
    const kept = filters.get(type)?.keep(records.map(({ facts }) => facts)) ?? [];
    const put = (answer: readonly boolean[]) => {
      records.forEach(({ at }, index) => {
        keep[at] = answer[index] === true;
      });
    };
    if (kept instanceof Promise) answers.push(kept.then(put));
    else put(kept);
  }
  return answers.length === 0 ? keep : Promise.all(answers).then(() => keep);
}

const textOf = (value: ReadValue | undefined): string | null => (value?.type === 'string' ? value.text : null);
