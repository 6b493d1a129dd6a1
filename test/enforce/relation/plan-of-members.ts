import { columnKeys } from '../../../src/enforce/relation/column-keys.js';
import { type MemberPlan, memberPlan } from '../../../src/enforce/relation/member-plan.js';
import type { FieldDecision } from '../../../src/policy/index.js';
import { keys } from '../../masks/masked.js';

/** What is decided of a member. */
export type Kind = 'pass' | 'withhold' | { readonly mask: string; readonly options?: unknown };

const reason = { category: 'user', rule: null, agreement: null, because: '' };

export function decisionOf(kind: Kind): FieldDecision {
  if (kind === 'pass') return { kind, reason };
  if (kind === 'withhold') return { kind, absent: false, reason };
  return { kind: 'mask', mask: { name: kind.mask, options: kind.options }, reason };
}

/** The plan of a column `d`, of which these members are declared. */
export function planOf(fields: Readonly<Record<string, Kind>>, rest: 'pass' | 'withhold' = 'withhold'): MemberPlan {
  const members = columnKeys([{ name: 'd' }], Object.keys(fields)).columns.get('d')?.members ?? [];
  if (members.length !== Object.keys(fields).length) throw new Error('not all of them are members');
  return memberPlan(members, (key) => decisionOf(fields[key] ?? 'withhold'), rest, keys);
}
