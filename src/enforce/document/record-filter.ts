import type { Clock } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import type { ReadValue } from '../../json/index.js';
import type { ResourceDecision } from '../../policy/index.js';
import { type RuleExpression, rulePredicate } from '../../rules/index.js';
import { plainNumber } from './member-type.js';
import { isKept } from './retention.js';

/** What subjects have said, asked where it stands. */
export interface ConsentLookup {
  /**
   * Which of the subjects (as texts) may be shown for the purpose: who has consented, or has not objected. One statement. The
   * answer is no older than the call.
   *
   * @throws GatewayError `consent_unavailable` when it can't be known now.
   */
  permitted(
    store: string,
    will: 'consent' | 'no_objection',
    purpose: string,
    subjects: readonly string[],
  ): Promise<ReadonlySet<string>>;
}

/** What a filter reads of a record, in the order of its paths. Undefined: no such value. */
export type RecordFacts = readonly (ReadValue | undefined)[];

/** Which records may be shown to one asker: the JSON twin of a guard's row filter. */
export interface RecordFilter {
  /** The paths that it reads. */
  readonly paths: readonly string[];
  /** The same of one record, where nobody has to be asked; null where subjects decide. */
  readonly decide: ((record: RecordFacts) => boolean) | null;
  /** True for each record that may be shown. Asks about consent once for all of them. */
  keep(records: readonly RecordFacts[]): readonly boolean[] | Promise<readonly boolean[]>;
}

export interface FilterFacts {
  readonly clock: Clock;
  readonly consent: ConsentLookup | null;
  readonly store: string;
}

type Requirement = (record: RecordFacts) => boolean;

/** Do subjects decide which records may be shown? */
export const hangsOnWill = ({ rows }: Pick<ResourceDecision, 'rows'>): boolean =>
  rows.some(({ kind }) => kind === 'consent' || kind === 'no_objection');

/** Null: every record may be shown. */
export function recordFilter(decision: ResourceDecision, facts: FilterFacts): RecordFilter | null {
  if (decision.rows.length === 0) return null;
  const paths: string[] = [];
  /** Where the value of a path stands among a record's. */
  const place = (path: string): number => {
    if (!paths.includes(path)) paths.push(path);
    return paths.indexOf(path);
  };
  const requirements: Requirement[] = [];
  const wills: Will[] = [];
  for (const row of decision.rows) {
    switch (row.kind) {
      case 'consent':
      case 'no_objection': {
        const field = decision.entry.subject?.field;
        if (field === undefined) throw new GatewayError('refused', 'the resource leads to no subject to ask');
        wills.push({ will: row.kind, purpose: row.purpose, subject: place(field) });
        break;
      }
      case 'rule':
        requirements.push(ruleRequirement(row.condition, place));
        break;
      case 'retention': {
        const column = place(row.column);
        requirements.push((record) => isKept(record[column], facts.clock.now(), row));
        break;
      }
      default:
        row satisfies never;
    }
  }
  const meets = (record: RecordFacts) => {
    for (const requirement of requirements) if (!requirement(record)) return false;
    return true;
  };
  return {
    paths,
    decide: wills.length === 0 ? meets : null,
    keep: (records) => {
      const kept = records.map(meets);
      return wills.length === 0 || !kept.includes(true) ? kept : keepWilling(records, kept, wills, facts);
    },
  };
}

interface Will {
  readonly will: 'consent' | 'no_objection';
  readonly purpose: string;
  /** Where the subject's id stands among a record's values. */
  readonly subject: number;
}

/** Only the subjects of records that meet all else are asked about. A record without a subject has nobody who agrees. */
async function keepWilling(
  records: readonly RecordFacts[],
  kept: readonly boolean[],
  wills: readonly Will[],
  { consent, store }: FilterFacts,
): Promise<readonly boolean[]> {
  let left = kept;
  for (const { will, purpose, subject } of wills) {
    if (consent === null)
      throw new GatewayError('refused', `purpose \`${purpose}\` needs a consent source for store \`${store}\``);
    const ids = records.map((record, index) => (left[index] ? subjectId(record[subject]) : null));
    const asked = [...new Set(ids.filter((id) => id !== null))];
    if (asked.length === 0) return records.map(() => false);
    const permitted = await consent.permitted(store, will, purpose, asked);
    left = ids.map((id) => id !== null && permitted.has(id));
  }
  return left;
}

/** A number is the same however it is written: 7.0 and 7e0 are 7. */
function subjectId(value: ReadValue | undefined): string | null {
  if (value?.type === 'string') return value.text;
  return value?.type === 'number' ? (plainNumber(value.text)?.replace(/\.0*$/, '') ?? null) : null;
}

function ruleRequirement(rule: RuleExpression, place: (path: string) => number): Requirement {
  const predicate = rulePredicate(rule);
  const places = new Map(rule.fields.map((path) => [path, place(path)]));
  // One reader for all records, of which one is looked at at a time.
  let looked: RecordFacts = [];
  const read = (path: string) => ruleValue(looked[places.get(path) ?? -1]);
  return (record) => {
    looked = record;
    return predicate(read) === true;
  };
}

/** A value as the rule language reads it: an object or array is a value that it can't compare. */
function ruleValue(value: ReadValue | undefined): unknown {
  switch (value?.type) {
    case 'string':
      return value.text;
    case 'number':
      return Number.isSafeInteger(Number(value.text)) || !/^-?\d+$/.test(value.text)
        ? Number(value.text)
        : BigInt(value.text);
    case 'boolean':
      return value.text === 'true';
    case 'object':
    case 'array':
      return value;
    default:
      return null;
  }
}
