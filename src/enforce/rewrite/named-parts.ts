/** The parts of the name of a column, of a whole row, or of what a star stands for. */
export type ColumnName = readonly string[];

/** What a query or a part of one names: columns, and aggregates as far as it matters of which query they are. */
export interface NamedParts {
  /** It has aggregates, those of queries in it left out. */
  isAggregated: boolean;
  /** JSON_ARRAYAGG and its like, which have nodes of their own: whose they are is not asked. */
  isJson: boolean;
  /** The columns that each takes, but for those that take other aggregates' columns: these take no fewer. */
  readonly taken: Columns[];
  /** Of queries in it, and of what its aggregates take. */
  readonly inside: NamedParts[];
  /** How many there are whose columns count, those inside too. */
  taking: number;
  readonly columns: Columns;
}

/** Those of queries in it too. */
export interface Columns {
  readonly own: ColumnName[];
  readonly inside: Columns[];
  isEmpty: boolean;
}
