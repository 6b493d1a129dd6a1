import type { RelationEntry } from '../datamap/index.js';
import { ruleFields } from '../rules/index.js';
import type { Policy } from './model.js';
import { rowConditions } from './row-conditions.js';

/** The fields of a relation by which rows are hidden from anybody: what conditions of rules, of whatever purpose, read, and its age. */
export function hidingFields({ rules, dataMap }: Policy, entry: RelationEntry): ReadonlySet<string> {
  const fields = rules.flatMap((rule) => rowConditions(rule, dataMap, entry).flatMap(ruleFields));
  return new Set(entry.retain === null ? fields : [...fields, entry.retain.column]);
}
