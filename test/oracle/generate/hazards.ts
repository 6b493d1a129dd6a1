/**
 * Expressions that raise an error on rows which refused people have in the store (see rows.ts), and on no row that may be
 * seen. Should one ever raise, it ran on a row that was filtered away. `%` stands for the alias.
 */
export interface Hazard {
  readonly table: string;
  readonly sql: string;
  readonly kind: 'int4' | 'bool' | 'text' | 'date' | 'timestamptz' | 'numeric' | 'int8';
}

const int4 = (table: string, sql: string): Hazard => ({ table, sql, kind: 'int4' });
const bool = (table: string, sql: string): Hazard => ({ table, sql, kind: 'bool' });

export const hazards: readonly Hazard[] = [
  int4('people', '%.code::int4'),
  int4('people', 'CAST(%.code AS integer)'),
  int4('people', '(100 / %.score)'),
  int4('people', '(%.score + 2147483640 - 2147483640)'),
  int4('people', '(-%.score)'),
  int4('people', 'abs(%.score)'),
  int4('people', '(1000 % %.score)'),
  int4('people', "(%.doc ->> 'n')::int4"),
  int4('people', "(%.doc -> 'n')::int4"),
  int4('people', "((%.doc #>> '{list,0}')::int4)"),
  int4('people', "jsonb_array_length(%.doc -> 'list')"),
  int4('people', '%.tags[1]::int4'),
  int4('people', "(%.profile ->> 'n')::int4"),
  int4('people', "%.profile['n']::int4"),
  int4('people', "jsonb_array_length(%.profile -> 'list')"),
  int4('people', "jsonb_array_length(%.profile['cards'])"),
  { table: 'people', sql: "(%.profile #>> '{deep,day}')::date", kind: 'date' },
  int4('people', "JSON_VALUE(%.profile, '$.n' RETURNING int4 ERROR ON ERROR)"),
  bool('people', "jsonb_path_exists(%.profile, 'strict $.list[*]')"),
  bool('people', "(%.profile - 's') IS NOT NULL"),
  int4('people', 'char_length(repeat(%.code, 1000 / %.score))'),
  { table: 'people', sql: '(%.born + %.score)', kind: 'date' },
  { table: 'people', sql: "(%.seen + interval '30 years')", kind: 'timestamptz' },
  { table: 'people', sql: '%.born::timestamptz', kind: 'timestamptz' },
  { table: 'people', sql: 'COALESCE(%.born, %.seen)', kind: 'timestamptz' },
  { table: 'people', sql: 'CASE WHEN %.active THEN %.born ELSE %.seen END', kind: 'timestamptz' },
  {
    table: 'people',
    sql: "date_trunc(CASE WHEN %.score > 0 AND %.score < 100 THEN 'day' ELSE %.code END, %.seen)",
    kind: 'timestamptz',
  },
  { table: 'people', sql: "convert_from(decode(%.code, 'escape'), 'UTF8')", kind: 'text' },
  { table: 'people', sql: "overlay('abcdef' placing 'x' from %.code::int4)", kind: 'text' },
  bool('people', '%.code::int4 > 5'),
  // This one does not raise: it gives a notice on a word that is too long.
  bool('people', "to_tsvector('simple', %.code) @@ to_tsquery('simple', '12')"),
  bool('people', '1000 / %.score > 200'),
  bool('people', "'5' LIKE %.code"),
  bool('people', "'5' ~ %.code"),
  bool('people', "'5' SIMILAR TO %.code"),
  bool('people', "jsonb_path_exists(%.doc, 'strict $.list[0]')"),
  bool('people', "(%.doc ->> 'n')::int4 BETWEEN 1 AND 100"),
  bool('people', '%.code::int4 = ANY (ARRAY[3, 6, 9])'),
  bool('people', 'NOT (%.code::numeric <> 12)'),
  int4('orders', '(60 / %.qty)'),
  int4('orders', '(%.qty * 1000000)'),
  bool('orders', '60 % %.qty = 0'),
  bool('orders', '%.qty + 2147483640 > 5'),
  int4('lines', '(12 / %.quantity)'),
  bool('lines', '12 / %.quantity > 3'),
  bool('lines', 'substring(%.sku from 4)::int4 / %.quantity >= 0'),
  bool('tickets', "'broken' LIKE %.body"),
  bool('tickets', "'late' ~ %.body"),
  { table: 'tickets', sql: "regexp_replace('late', %.body, '')", kind: 'text' },
  { table: 'tickets', sql: '%.opened::timestamptz', kind: 'timestamptz' },
  int4('vehicles', '(12 / %.wheels)'),
  bool('vehicles', '12 % %.wheels = 0'),
  int4('cars', '(12 / %.wheels)'),
];

export function hazardFor(hazard: Hazard, qualifier: string): string {
  // `%` is modulo where it stands between blanks.
  return hazard.sql.replace(/%(?=\.)/g, () => qualifier);
}
