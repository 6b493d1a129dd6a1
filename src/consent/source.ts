/**
 * A table that exists already and holds what subjects have said: one record for each subject and purpose, or, with
 * `recordedAtColumn`, their whole history. It speaks for the relations of its own store.
 */
export interface ConsentSource {
  readonly store: string;
  readonly relation: { readonly schema: string; readonly name: string };
  /** Equal to what the data map calls a relation's subject. */
  readonly subjectColumn: string;
  /** Holds purposes by their names in the configuration. */
  readonly purposeColumn: string;
  /** Under which condition a record is a consent. */
  readonly granted: RecordCondition;
  /** Until when it holds, exclusive; NULL there: without end. Without a time zone it is read as UTC. Null: all hold without end. */
  readonly untilColumn: string | null;
  /** Under which condition a record is an objection. Null: whenever it is not a consent. */
  readonly objected: RecordCondition | null;
  /** Orders the records of a subject and purpose. Null: they have no order. */
  readonly recordedAtColumn: string | null;
  /** The table can't hold two records of one subject and purpose (a unique key says so): none need be weighed against another. */
  readonly hasOneRecordEach?: boolean;
}

/**
 * A condition of the rule language as SQL over one record, whose table stands under `alias` (a plain identifier): every
 * column must be qualified by it.
 */
export type RecordCondition = (alias: string) => string;
