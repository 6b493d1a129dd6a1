/** About a megabyte of one thing in a place where a client may put it. Most are refused; none may take time that grows with the square of it. */
export const longTexts: Readonly<Record<string, (length: number) => string>> = {
  'a pattern of escapes': (n) => `SELECT 1 FROM customers WHERE city LIKE '${of('\\', n)}x'`,
  'a pattern of escapes, beside a join': (n) =>
    `SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id WHERE city ILIKE '${of('\\', n)}x'`,
  'a pattern that is similar': (n) => `SELECT 1 FROM customers WHERE city SIMILAR TO '${of('\\', n)}x'`,
  'a masked column’s value': (n) => `SELECT 1 FROM customers WHERE email = '${of('@', n)}'`,
  digits: (n) => `SELECT 1 FROM customers WHERE id = ${of('9', n)}`,
  'digits behind a point': (n) => `SELECT 1 FROM customers WHERE balance = 1.${of('0', n)}1`,
  'zeros between': (n) => `SELECT 1 FROM customers WHERE balance = 1${of('0', n)}1`,
  'digits in a string': (n) => `SELECT 1 FROM customers WHERE id = '${of('9', n)}'`,
  underscores: (n) => `SELECT ${of('1_0', n)}`,
  'an exponent': (n) => `SELECT 1e${of('9', n)}`,
  'a parameter': (n) => `SELECT $${of('9', n)}`,
  'a name': (n) => `SELECT "${of('a', n)}" FROM customers`,
  'a name of quotes': (n) => `SELECT "${of('""', n)}" FROM customers`,
  'a relation': (n) => `SELECT 1 FROM "${of('a', n)}"`,
  'a dollar quote': (n) => `SELECT $${of('a', n)}$x`,
  'dollar quotes': (n) => `SELECT ${of('$a', n)}$`,
  dollars: (n) => `SELECT ${of('$', n)}`,
  'escapes of Unicode': (n) => `SELECT U&'${of('\\0061', n)}'`,
  'escapes of quotes': (n) => `SELECT E'${of("\\'", n)}'`,
  'comments in one another': (n) => `SELECT 1 ${of('/*', n / 2)}${of('*/', n / 2)}`,
  'comments that never end': (n) => `SELECT 1 ${of('/*', n)}`,
  'comments of lines': (n) => `SELECT 1 ${of('--\n', n)}`,
  dashes: (n) => `SELECT 1 ${of('-', n)}`,
  operators: (n) => `SELECT 1 ${of('+-', n)} 1`,
  'one operator': (n) => `SELECT 1 ${of('@', n)} 1`,
  spaces: (n) => `SELECT 1 ${of(' ', n)}`,
  'beginnings of VALUES': (n) => `SELECT ${of('values ', n)}`,
  'rows that are none': (n) => `SELECT ${of('values (', n)}`,
  'beginnings of lists': (n) => `SELECT 1 WHERE 1 ${of('in ', n)}(1)`,
  'lists that are none': (n) => `SELECT ${of('in (', n)}`,
  brackets: (n) => `SELECT ${of('[', n)}`,
  semicolons: (n) => of(';', n),
  commas: (n) => `SELECT ${of(',', n)}`,
  'a path of names': (n) => `SET search_path = '${of('a,', n)}'`,
  'a path of names in quotes': (n) => `SET search_path = '${of('"a",', n)}"b"'`,
  'a path by a function': (n) => `SELECT set_config('search_path', '${of('"a",', n)}"b"', false)`,
  'the name of what is prepared': (n) => `PREPARE "${of('a', n)}" AS SELECT 1`,
  'the name of what is run': (n) => `EXECUTE "${of('a', n)}"`,
  'an array': (n) => `SELECT 1 FROM customers WHERE email = ANY('{${of('a,', n)}a}')`,
  'an array of quotes': (n) => `SELECT 1 FROM customers WHERE email = ANY('{${of('"', n)}}')`,
  'an array in arrays': (n) => `SELECT 1 FROM customers WHERE id = ANY('${of('{', n)}')`,
  'letters of four bytes': (n) => `SELECT '${of('😀', n / 2)}'`,
  'what is written': (n) => `UPDATE customers SET balance = ${of('9', n)} WHERE id = 1`,
  'a field of a row': (n) => `SELECT (customers)."${of('a', n)}" FROM customers`,
};

/** What a server says of them, once it has read them: they stand in the message. */
export const longMessages: Readonly<Record<string, (length: number) => string>> = {
  'a word behind a quote': (n) => `invalid input syntax for type integer: ""${of('a', n)}"`,
  quotes: (n) => `malformed array literal: "${of('"', n)}"`,
  'quotes and spaces': (n) => `malformed array literal: "${of('" ', n)}"`,
  'words and quotes': (n) => `malformed array literal: "${of('a "', n)}"`,
  points: (n) => `invalid input syntax for type integer: "${of('.', n)}"`,
  bytes: (n) => `invalid byte sequence: ${of('0x0a ', n)}`,
  'bytes that are none': (n) => `invalid input syntax for type integer: "${of('0x', n)}"`,
  words: (n) => `x ${of('portal ', n)}"`,
};

function of(piece: string, length: number): string {
  return piece.repeat(Math.floor(length / piece.length));
}
