import { fingerprint } from '../sql/index.js';
import type { ForwardableStatement, PreparedForm } from './gate.js';
import type { PlanSpace } from './plan-space.js';
import type { ShownFields } from './shown-fields.js';
import type { Effect } from './statements/effect.js';

/** What the gate knows of a statement that it let through, beside what a session may see. */
export interface StatementRecord {
  readonly clientText: string;
  readonly parameterTypes: readonly number[];
  /** The plan spaces that its statements were planned in, the first one's first. Empty where nothing is protected. */
  readonly spaces: readonly PlanSpace[];
  readonly effects: readonly Effect[];
  /** What it runs stands under a name that another statement gave, and is judged anew each time. */
  readonly isEarlier: boolean;
  readonly fields: ShownFields;
  /** Where in the client's text a position of the server's is; null when it means nothing there. */
  clientPosition(position: number): number | null;
}

type Facts = Pick<
  ForwardableStatement,
  'bytes' | 'verdict' | 'purpose' | 'rowsMax' | 'touchesProtected' | 'changesSession' | 'takesNames' | 'use'
> & {
  /** Asked once at most, and only if somebody wants to know. */
  readonly prepare?: () => PreparedForm | null;
};

const records = new WeakMap<ForwardableStatement, StatementRecord>();

/** The only maker of what can be sent. */
export function makeForwardable({ prepare, ...facts }: Facts, record: StatementRecord): ForwardableStatement {
  let known: string | undefined;
  let form: PreparedForm | null | undefined;
  const statement = Object.freeze({
    ...facts,
    get prepared() {
      if (form === undefined) form = prepare?.() ?? null;
      return form;
    },
    // Only a log line asks for it: it costs as much as a parse.
    get fingerprint() {
      known ??= fingerprint(record.clientText);
      return known;
    },
  }) as unknown as ForwardableStatement;
  records.set(statement, record);
  return statement;
}

/** Undefined for an object that did not come from here. */
export function recordOf(statement: ForwardableStatement): StatementRecord | undefined {
  return records.get(statement);
}
