/** A type as which a text is taken by its looks, where a mask takes no texts. The patterns mean the same to PostgreSQL. */
export interface ValueShape {
  readonly typname: string;
  readonly ignoresCase: boolean;
  /** What is taken for the type. */
  readonly looks: string;
  /** What is a value of it: all hold of a text only if PostgreSQL's cast to the type does not raise. */
  readonly is: readonly string[];
}

const leapYear = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)';
const day = `(?:(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|${leapYear}-02-29)`;
const time = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]';
const zone = '(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])';
/** The first and the last year could be another in UTC. */
const innerYear = '^(?!000[01]|9999)';
const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const address4 = `(?:${octet}[.]){3}${octet}`;
const word = '[0-9a-f]{1,4}';
const address6 = [
  `(?:${word}:){7}${word}`,
  // Words are left out between n and 7 - n others.
  ...[1, 2, 3, 4, 5, 6].map((before) => `(?:${word}:){${before}}(?::${word}){1,${7 - before}}`),
  `(?:${word}:){1,7}:`,
  `:(?::${word}){1,7}`,
  '::',
  `(?:${word}:){6}${address4}`,
  `::(?:ffff:(?:0{1,4}:)?)?${address4}`,
].join('|');

/** In the order in which they are tried. */
export const valueShapes: readonly ValueShape[] = [
  { typname: 'date', ignoresCase: false, looks: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', is: [`^${day}$`] },
  {
    typname: 'timestamptz',
    ignoresCase: true,
    looks: '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})$',
    is: [innerYear, `^${day}[T ]${time}(?:[.][0-9]{1,6})?${zone}$`],
  },
  {
    typname: 'uuid',
    ignoresCase: true,
    looks: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    is: [],
  },
  {
    typname: 'inet',
    ignoresCase: true,
    looks: '^(?:[0-9]{1,3}(?:[.][0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$',
    is: [`^(?:${address4}|${address6})$`],
  },
  {
    typname: 'numeric',
    ignoresCase: false,
    looks: '^-?[0-9]+(?:[.][0-9]+)?$',
    // Far below what numeric holds.
    is: ['^-?[0-9]{1,200}(?:[.][0-9]{1,200})?$'],
  },
];

/** A number that is written in more characters than these is no value that a mask takes. */
export const numberLengthMax = 300;

const compiled = valueShapes.map(({ typname, ignoresCase, looks, is }) => {
  const expression = (pattern: string) => new RegExp(pattern, ignoresCase ? 'i' : '');
  return { typname, looks: expression(looks), is: is.map(expression) };
});

/** The first type that the text looks like and that is taken. */
export function shownType(text: string, isTaken: (typname: string) => boolean): string | null {
  return compiled.find(({ typname, looks }) => looks.test(text) && isTaken(typname))?.typname ?? null;
}

/** Is the text a value of the type, which is one of the shapes'? */
export function isValueOf(text: string, typname: string): boolean {
  const shape = compiled.find((one) => one.typname === typname);
  return shape?.looks.test(text) === true && shape.is.every((pattern) => pattern.test(text));
}

const plainMoment = new RegExp(`^${day}[T ]${time}(?:[.][0-9]{1,6})?$`, 'i');
const inner = new RegExp(innerYear);

/** Is the text a moment without a zone? */
export const isPlainMoment = (text: string): boolean => plainMoment.test(text) && inner.test(text);
