// PostgreSQL's own operators and types, by the names that applications use. Another one of that name, for types of the store's own,
// is taken for PostgreSQL's.

const operators = new Set(
  `= <> != < > <= >= + - * / % ^ | & # ~ << >> || && @> <@ -> ->> #> #>> #- ? ?| ?& @? @@ @@@ ~~ !~~ ~~* !~~* ~* !~ !~* !! @ |/ ||/
  ~= ~<~ ~<=~ ~>=~ ~>~ ~<=~ ^@ -|- &< &> <<| |>> &<| |&> <<= >>= <-> ?# ?- ?-| ?|| @-@ ## <^ >^ |= *= *<> *< *> *<= *>= <% %> <->`.split(
    /\s+/,
  ),
);

/** Called by PostgreSQL's grammar where a text has other words: LIKE, BETWEEN, IN. */
const words = new Set(['BETWEEN', 'NOT BETWEEN', 'BETWEEN SYMMETRIC', 'NOT BETWEEN SYMMETRIC']);

const types = new Set(
  `bool bytea char name int8 int2 int2vector int4 regproc text oid tid xid cid oidvector json jsonb jsonpath xml point lseg path box
  polygon line circle float4 float8 unknown money macaddr macaddr8 inet cidr bpchar varchar date time timetz timestamp timestamptz
  interval bit varbit numeric refcursor record void uuid pg_lsn tsvector tsquery gtsvector txid_snapshot pg_snapshot xid8 int4range
  int8range numrange daterange tsrange tstzrange int4multirange int8multirange nummultirange datemultirange tsmultirange
  tstzmultirange serial bigserial smallserial serial4 serial8 serial2`.split(/\s+/),
);

/** An operator as it is written, its schema first where it has one. */
export function isOwnOperator(parts: readonly string[]): boolean {
  const name = parts[parts.length - 1] ?? '';
  return (parts.length === 1 || parts[0] === 'pg_catalog') && (operators.has(name) || words.has(name));
}

/** A type as it is written. */
export function isOwnType(parts: readonly string[]): boolean {
  const name = parts[parts.length - 1] ?? '';
  return (
    parts.length === 0 ||
    parts[0] === 'pg_catalog' ||
    (parts.length === 1 && (types.has(name) || /^reg[a-z]+$/.test(name)))
  );
}
