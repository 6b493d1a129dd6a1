import type { RelationEntry } from '../datamap/index.js';
import { ruleFields } from '../rules/index.js';
import type { Policy } from './model.js';
import { rowTarget } from './row-target.js';

/** The fields of a relation by which rows are hidden from anybody: what conditions of rules, of whatever purpose, read, and its age. */
export function hidingFields({ rules, dataMap }: Policy, entry: RelationEntry): ReadonlySet<string> {
  const conditions = rules.flatMap(({ rows }) => [...rows].filter(([key]) => rowTarget(dataMap, key) === entry));
  const fields = conditions.flatMap(([, condition]) => ruleFields(condition));
  return new Set(entry.retain === null ? fields : [...fields, entry.retain.column]);
}
