/** Who sends: a principal of damask.yaml. */
export type Caller = 'web' | 'mailer' | 'analyst';

export type Value = string | number | boolean | null | Date | readonly (string | number)[];

/** One statement, with the values of its parameters where it has any, or what is copied in behind it. */
export type Sent =
  | string
  | readonly [sql: string, values: readonly Value[]]
  | { readonly copy: string; readonly data: string };

export interface Refused {
  readonly sqlstate: string;
  /** What the message says: the rule, and not only that it was one. */
  readonly why: RegExp;
}

/** What one caller sends in a transaction that is rolled back, and what must come of the last of it. */
export interface ApplicationCase {
  readonly as: Caller;
  readonly sent: readonly Sent[];
  /**
   * `copy`: what the same gives on a copy of the permitted view. Rows: those, which a copy can't give (it holds masks, so nothing
   * is looked up in it). Else the refusal.
   */
  readonly expect: 'copy' | { readonly rows: readonly (readonly unknown[])[] } | Refused;
}

export interface Family {
  readonly name: string;
  readonly cases: readonly ApplicationCase[];
}

const everybody: readonly Caller[] = ['web', 'mailer', 'analyst'];

type Exceptions = Partial<Record<Caller, ApplicationCase['expect']>>;

/** Everybody may send it; `exceptions` say for whom something else than the permitted view's answer comes of it. */
export function reads(sent: Sent, exceptions: Exceptions = {}): readonly ApplicationCase[] {
  return everybody.map((as) => ({ as, sent: [sent], expect: exceptions[as] ?? 'copy' }));
}

/** One after the other, of everybody. */
export function steps(sent: readonly Sent[], exceptions: Exceptions = {}): readonly ApplicationCase[] {
  return everybody.map((as) => ({ as, sent, expect: exceptions[as] ?? 'copy' }));
}

/** What runs the service sends it. */
export function service(...sent: readonly Sent[]): readonly ApplicationCase[] {
  return [{ as: 'web', sent, expect: 'copy' }];
}

export function refusedFor(as: Caller, sent: Sent, why: RegExp, sqlstate = '42501'): readonly ApplicationCase[] {
  return [{ as, sent: [sent], expect: { sqlstate, why } }];
}

export function family(name: string, ...cases: readonly (readonly ApplicationCase[])[]): Family {
  return { name, cases: cases.flat() };
}
