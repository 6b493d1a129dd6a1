import type { DataMap, RelationEntry, ResourceEntry } from '../datamap/index.js';
import type { RuleExpression } from '../rules/index.js';
import type { Rule } from './model.js';
import { rowTarget } from './row-target.js';

/** What a rule asks of the rows of a relation, or of the records of a resource: all of it must hold. In the order of the file. */
export function rowConditions(
  { rows }: Rule,
  dataMap: DataMap,
  entry: RelationEntry | ResourceEntry,
): readonly RuleExpression[] {
  return [...rows].filter(([key]) => rowTarget(dataMap, key) === entry).map(([, condition]) => condition);
}
