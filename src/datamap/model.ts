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

/** One classified resource of an HTTP store. Members of a record that it does not name are withheld. */
export interface ResourceEntry {
  readonly store: string;
  /** Method and path template, as in the configuration: `GET /v1/contacts/{id}`. */
  readonly resource: string;
  /** JSONPath (RFC 9535) to each record. */
  readonly records: string;
  readonly subject: { readonly kind: string; readonly field: string } | null;
  /** Request parameters that are passed on; any other is refused. */
  readonly query: readonly QueryParameter[];
  /** Path parameter to the field that it gives; null: to none. One that is not here gives the field of its own name. */
  readonly parameters: ReadonlyMap<string, string | null>;
  /** Records whose `field` is older than this are out of every purpose's sight. */
  readonly retain: { readonly field: string; readonly months: number; readonly days: number } | null;
  readonly fields: ReadonlyMap<string, FieldEntry>;
  /** Members outside of the records, by path from the root. Those that are not here are left out. */
  readonly envelope: ReadonlyMap<string, FieldEntry>;
  /** Response headers that may be passed on, with what they tell. */
  readonly headers: ReadonlyMap<string, FieldEntry>;
  /** Statuses whose body has this form; the body of any other is replaced. */
  readonly statuses: readonly number[];
  readonly format: BodyFormat;
  /** What bodies of requests are. */
  readonly body: 'json' | 'form';
  /** Stands before each JSON document, against being read as a script; empty: nothing does. */
  readonly prefix: string;
  /** Of CSV. */
  readonly delimiter: ',' | ';' | '\t' | '|';
  /** Of server-sent events: names of events that are passed on, beside those without a name. */
  readonly events: readonly string[];
  /** Of server-sent events: data that is no document and says nothing of anyone, such as `[DONE]`. */
  readonly literals: readonly string[];
  /** `ci`: a member's name may be written in capitals or not. */
  readonly match: 'exact' | 'ci';
  /** Of one that is a type of a GraphQL schema: its fields are the type's. */
  readonly graphql?: { readonly endpoint: GraphqlEndpoint; readonly type: string } | undefined;
}

/** A resource that answers GraphQL operations. Each of its types is a resource entry: a record is an object of the type. */
export interface GraphqlEndpoint {
  /** Method and path: `POST /graphql`. */
  readonly resource: string;
  /** In GraphQL's definition language. */
  readonly schema: string;
  /** `__schema` and `__type` may be asked for. */
  readonly introspection: boolean;
  /** Queries that may be asked for by their hash. */
  readonly persisted: ReadonlyMap<string, string>;
  /** Arguments (`Type.field(argument:)`) and members of input objects (`Input.member`) that may be given. */
  readonly inputs: ReadonlyMap<string, GraphqlInput>;
  /** Fields of the mutation type that may be asked for, with the fields (`Contact.name`) or whole types that each writes. */
  readonly mutations: ReadonlyMap<string, readonly string[]>;
}

export interface GraphqlInput {
  /** The field, `Contact.email`, whose value this is; null: none. */
  readonly field: string | null;
  /** It finds records by the field, in a mutation too, where it would otherwise be what is written. */
  readonly finds: boolean;
  /** The values that may be given, with the field that each sorts or filters by. Null: any. */
  readonly values: ReadonlyMap<string, string | null> | null;
}

export type BodyFormat = 'json' | 'ndjson' | 'json-seq' | 'sse' | 'csv' | 'form';

export interface QueryParameter {
  readonly name: string;
  /** The field that records are filtered by; null: none. */
  readonly field: string | null;
  /** The values that may be given, with the field that each sorts or filters by. Null: any. */
  readonly values: ReadonlyMap<string, string | null> | null;
  /** Somebody has said that it gives no field; else its name and value are looked at for what they speak of. */
  readonly said?: boolean | undefined;
}

export interface FieldEntry {
  /** A path in the category tree: `user.contact.email`. */
  readonly category: string;
  readonly lookup: 'none' | 'exact';
  /** Free text, to be looked through for personal data. */
  readonly scan: boolean;
  /** Of a JSON member: the PostgreSQL type that masks take it for. Not given: told by its value. */
  readonly type?: string | undefined;
  /** Of a JSON member: a text that holds a document, whose own members are fields below this one. */
  readonly decode?: 'json' | 'base64+json' | undefined;
  /** Of a JSON member: an address of the same store, which is shown as the gateway's. */
  readonly link?: boolean | undefined;
  /** Of a JSON member: an object whose member names are data of the category. */
  readonly keys?: boolean | undefined;
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
