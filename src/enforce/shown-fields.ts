import type { CompiledRelation } from './relation/compiled-relation.js';

/** Fields of the protected relations that a statement reads, by how they are shown. */
export interface ShownFields {
  readonly pass: number;
  readonly mask: number;
  readonly withhold: number;
  /** Values that it looks for among the true ones of masked columns (`lookup: exact`). */
  readonly lookups: number;
  /** Parameters that are arrays of more of them, by number, as many as a Bind brings; absent: none. */
  readonly lookupArrays?: readonly number[];
}

/** What statements show of the relations that they touch. */
export function shownFields(
  touched: Iterable<CompiledRelation>,
  lookups: number,
  lookupArrays: readonly number[],
): ShownFields {
  const fields = { pass: 0, mask: 0, withhold: 0, lookups, ...(lookupArrays.length > 0 && { lookupArrays }) };
  for (const { columns } of touched) {
    for (const { shown } of columns) fields[shown === 'pass' || shown === 'mask' ? shown : 'withhold'] += 1;
  }
  return fields;
}

/** What the statements of one text come to together. */
export function sumOfFields(planned: readonly { readonly fields: ShownFields }[]): ShownFields {
  const sum = { pass: 0, mask: 0, withhold: 0, lookups: 0 };
  const lookupArrays = planned.flatMap(({ fields }) => fields.lookupArrays ?? []);
  for (const { fields } of planned) {
    sum.pass += fields.pass;
    sum.mask += fields.mask;
    sum.withhold += fields.withhold;
    sum.lookups += fields.lookups;
  }
  return lookupArrays.length === 0 ? sum : { ...sum, lookupArrays };
}
