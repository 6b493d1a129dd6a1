import { isStruct, type Struct, type TextLiteral } from '../../sql/index.js';

/** Where a constant's own token begins. `text` is needed where one has a sign. */
export function placeOf(constant: Struct, text: Buffer | null): number {
  const location = Number(constant.location ?? 0);
  return text !== null && text[location] === minus ? afterSpace(text, location + 1) : location;
}

/** ASCII. */
export const minus = 0x2d;
const quote = 0x27;

/** Where the grammar keeps the value of each kind. */
export const fields = { integer: 'ival', decimal: 'fval', string: 'sval' } as const;

/** Is `value` what the grammar makes of a literal? Zero is left out of a tree. */
export function isGrammarValue({ kind, text }: TextLiteral, isNegative: boolean, value: unknown): boolean {
  if (kind === 'string') return typeof value === 'string' && isQuoted(value, text);
  if (kind === 'decimal') return value === (isNegative ? `-${text}` : text);
  const number = isNegative ? -Number(text) : Number(text);
  return value === (number === 0 ? undefined : number);
}

/** Is `quoted` that string in single quotes? Nothing is put together: a text may be a million quotes. */
function isQuoted(value: string, quoted: string): boolean {
  let at = 1;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (quoted.charCodeAt(at) !== code) return false;
    at += code === quote ? 2 : 1;
  }
  return at === quoted.length - 1;
}

/** Each A_Const of a tree, in the order in which they stand in it. */
export function forEachConstant(value: unknown, visit: (constant: Struct) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) forEachConstant(item, visit);
    return;
  }
  if (!isStruct(value)) return;
  for (const key in value) {
    const inner = value[key];
    if (key === 'A_Const' && isStruct(inner)) visit(inner);
    else if (typeof inner === 'object') forEachConstant(inner, visit);
  }
}

/** Where in a text of UTF-8 something else than white space stands from `start` on. */
export function afterSpace(text: Buffer, start: number): number {
  let at = start;
  while (at < text.length && (text[at] as number) <= 0x20) at += 1;
  return at;
}

/** Where literals begin, in bytes of UTF-8, as trees count. */
export function byteStarts(text: Buffer, literals: readonly TextLiteral[]): readonly number[] {
  const written = text.toString('utf8');
  if (written.length === text.length) return literals.map(({ start }) => start);
  let at = 0;
  let from = 0;
  return literals.map(({ start }) => {
    at += Buffer.byteLength(written.slice(from, start));
    from = start;
    return at;
  });
}

/** The value struct of a constant, whose value is what `read` gives each time that somebody looks at it. */
export function watchedValue(field: string, read: () => unknown): Struct {
  // A property of its own, so that whoever copies it reads it. Literals of an object cost less than defineProperty.
  switch (field) {
    case 'ival':
      return {
        get ival() {
          return read();
        },
      };
    case 'fval':
      return {
        get fval() {
          return read();
        },
      };
    default:
      return {
        get sval() {
          return read();
        },
      };
  }
}
