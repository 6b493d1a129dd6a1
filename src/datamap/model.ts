/** The data map: which relation.column or JSON member is personal, of which category, and whose it is. Plain data. */
export interface DataMap {
  readonly relations: readonly RelationEntry[];
  readonly resources: readonly ResourceEntry[];
}

export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

/** One classified relation of a PostgreSQL store. Columns that it does not name are withheld. */
export interface RelationEntry {
  readonly store: string;
  readonly relation: RelationName;
  readonly subject: SubjectLink | null;
  readonly retain: Retention | null;
  readonly columns: ReadonlyMap<string, FieldEntry>;
}

/** One classified resource of an HTTP store. */
export interface ResourceEntry {
  readonly store: string;
  /** Method and path template, as in the configuration: `GET /v1/contacts`. */
  readonly resource: string;
  /** JSONPath (RFC 9535) to each record. */
  readonly records: string;
  readonly subject: { readonly kind: string; readonly field: string } | null;
  readonly query: readonly string[];
  /** Records whose `field` is older than this are out of every purpose's sight. */
  readonly retain?: { readonly field: string; readonly months: number; readonly days: number } | null;
  readonly fields: ReadonlyMap<string, FieldEntry>;
}

export interface FieldEntry {
  /** A path in the category tree: `user.contact.email`. */
  readonly category: string;
  readonly lookup: 'none' | 'exact';
  /** Free text, to be looked through for personal data. */
  readonly scan: boolean;
}

/** How a row leads to the person whose data it is. */
export type SubjectLink =
  | { readonly kind: string; readonly column: string }
  | { readonly kind: string; readonly through: { readonly relation: RelationName; readonly on: string } };

/** Rows whose `column` is older than this are out of every purpose's sight. PostgreSQL interval parts. */
export interface Retention {
  readonly column: string;
  readonly months: number;
  readonly days: number;
}
