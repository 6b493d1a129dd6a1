/**
 * A body on its way through, whatever its format. Bytes in, any split; bytes out; nothing asynchronous, no buffer beyond the
 * limits. The owner's loop:
 *
 *     for await (const chunk of body) {
 *       transform.push(chunk);
 *       if (transform.pending.length > 0) transform.resolve(await decide(transform.pending));
 *       write(transform.take());
 *     }
 *     transform.end();   // then the same two lines once more
 *
 * All but `take` throw GatewayError `upstream_malformed` for bytes that are not of the format, and `upstream_too_large` or
 * `limit_exceeded` for what is over a limit; nothing may be sent of what was not taken before, and the transform is of no use
 * then.
 */
export interface BodyTransform {
  /** Takes the next bytes, which must not change until the next call. Not allowed while records are pending. */
  push(chunk: Uint8Array): void;
  /** The body is complete. Throws when it is not. */
  end(): void;
  /** Records that are whole and wait for `resolve`, in the order in which they ended. */
  readonly pending: readonly PendingRecord[];
  /** Says for each pending record, in the same order, whether it stays. */
  resolve(keep: readonly boolean[]): void;
  /** What can be sent now; often nothing. The bytes are the caller's. */
  take(): Buffer;
  readonly counts: Counts;
  /** Of all kinds: records that came out so far, and that `resolve` took away. */
  readonly records: number;
  readonly dropped: number;
}

/** A record that waits for its decision. */
export interface PendingRecord {
  /** Which of the plan's `records` it is of. */
  readonly records: number;
  /** By the order of `filter.reads`; undefined: no such value. */
  readonly values: readonly (ReadValue | undefined)[];
}

/** A value that a decision needs: a scalar's text (a string unescaped, a number as written), or that it is none. */
export type ReadValue =
  | { readonly type: 'string' | 'number' | 'boolean' | 'null'; readonly text: string }
  | { readonly type: 'object' | 'array' };

/** What came out so far, and what did not. Records count when they are decided; dropped ones nowhere but in `dropped`. */
export interface Counts {
  /** By records plan: records that came out. */
  readonly records: readonly number[];
  /** By records plan: records that `resolve` took away. */
  readonly dropped: readonly number[];
  /** By records plan, then by field: values that came out (masked or passed), as often as the field was there. */
  readonly fields: readonly (readonly FieldCounts[])[];
  /** The same for the plan's own fields. */
  readonly outside: readonly FieldCounts[];
  /** Values that no place covers and that were left out. */
  readonly undeclared: number;
}

export interface FieldCounts {
  readonly shown: number;
  readonly withheld: number;
}
