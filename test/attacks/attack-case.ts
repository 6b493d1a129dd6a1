/** Who attacks: a principal, and the purpose where it has several. The last three are those of flows.test.ts. */
export type Attacker =
  | 'clerk'
  | 'mailer'
  | 'reader'
  | 'analyst/analytics'
  | 'analyst/fulfilment'
  | 'reeve'
  | 'seer'
  | 'finder';

/** What the attacker says: SQL in a Query message, or bytes. */
export type Step = string | Script;

export interface Script {
  readonly send: Buffer;
  /** How many ReadyForQuery messages to wait for; 0: until the connection closes, or nothing has come for a while. */
  readonly ready: number;
  /** Sent one byte at a time. */
  readonly bytewise?: boolean;
}

/** What must come of it. Rows and tags are those of the last step. */
export type Expectation =
  /** An error with this SQLSTATE somewhere in the last step, or no login. */
  | { readonly kind: 'refused'; readonly sqlstate: string }
  /** What the permitted view answers. */
  | {
      readonly kind: 'permitted_view';
      readonly rows?: readonly (readonly (string | null)[])[];
      readonly tags?: readonly string[];
    };

export interface AttackCase {
  readonly family: string;
  readonly name: string;
  readonly as: Attacker;
  /** Startup parameters besides, or in place of, user and database. */
  readonly startup?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** Canaries that must be nowhere in the bytes received; left out: all that the attacker may not see. */
  readonly never?: readonly string[];
  readonly expect: Expectation;
}

/** The same attacker's attacks of one family. */
export function family(
  name: string,
  as: Attacker,
  attacks: readonly (readonly [name: string, steps: Step | readonly Step[], expect: Expectation])[],
): readonly AttackCase[] {
  return attacks.map(([attack, steps, expect]) => ({
    family: name,
    name: attack,
    as,
    steps: Array.isArray(steps) ? (steps as readonly Step[]) : [steps as Step],
    expect,
  }));
}

export const refused = (sqlstate = '42501'): Expectation => ({ kind: 'refused', sqlstate });
export const answers = (...rows: readonly (readonly (string | null)[])[]): Expectation => ({
  kind: 'permitted_view',
  rows,
});
export const completes = (...tags: readonly string[]): Expectation => ({ kind: 'permitted_view', tags });

/** Frames in one write. */
export const script = (ready: number, ...frames: readonly Buffer[]): Script => ({ send: Buffer.concat(frames), ready });
