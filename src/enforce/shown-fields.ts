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
