import { invariant } from '../base/index.js';
import { characterCount, firstBytes, firstCharacters } from './characters.js';
import { type ColumnShape, nameBytesMax, shapeOf } from './column-shape.js';
import type { AsciiMask, ColumnType, Mask, MaskKeys, NumberFinding } from './mask.js';
import { cast } from './sql-expression.js';

/** A mask over the types that ColumnShape knows. The result is cast to the column's type here, once for all. */
export interface ShapedMask {
  readonly name: string;
  readonly keyed?: boolean;
  readonly injective?: boolean;
  takes(shape: ColumnShape): boolean;
  /** An expression that can be cast to the column's type without raising. */
  sql(column: string, shape: ColumnShape, keys: MaskKeys): string;
  /** Null for a text that is no value of the type: masked whole. */
  apply(value: string, shape: ColumnShape, keys: MaskKeys): string | null;
  /** `apply` for the plain type `text`, if the mask takes it. */
  readonly applyAscii?: AsciiMask;
  /** `apply` turned back, for the shapes for which it can be. */
  readonly unapply?: (masked: string, shape: ColumnShape, keys: MaskKeys) => string | null;
  readonly unapplySql?: (masked: string, shape: ColumnShape, keys: MaskKeys) => string | null;
  readonly altered?: (masked: string) => boolean;
  readonly alteredSql?: (masked: string) => string;
  readonly numbers?: NumberFinding;
}

export function shapedMask(mask: ShapedMask): Mask {
  const { unapply, unapplySql, applyAscii, altered, alteredSql, numbers } = mask;
  const shapeTaken = (type: ColumnType): ColumnShape => {
    const shape = shapeOf(type);
    invariant(shape !== null && mask.takes(shape), 'a mask is used on a type that it takes');
    return shape;
  };
  const turnBack = (masked: string, type: ColumnType, keys: MaskKeys) =>
    unapply?.(masked, shapeTaken(type), keys) ?? null;
  const turnBackSql = (masked: string, type: ColumnType, keys: MaskKeys) => {
    const shape = shapeTaken(type);
    const sql = unapplySql?.(masked, shape, keys) ?? null;
    return sql === null ? null : cast(sql, shape.sql);
  };
  return {
    name: mask.name,
    keyed: mask.keyed ?? false,
    injective: mask.injective ?? false,
    takes: (type) => {
      const shape = shapeOf(type);
      return shape !== null && mask.takes(shape);
    },
    sql: (column, type, keys) => {
      const shape = shapeTaken(type);
      return cast(mask.sql(column, shape, keys), shape.sql);
    },
    apply: (value, type, keys) => mask.apply(value, shapeTaken(type), keys),
    ...(applyAscii === undefined ? {} : { applyAscii }),
    ...(unapply === undefined ? {} : { unapply: turnBack }),
    ...(unapplySql === undefined ? {} : { unapplySql: turnBackSql }),
    ...(altered === undefined || alteredSql === undefined ? {} : { altered, alteredSql }),
    ...(numbers === undefined ? {} : { numbers }),
  };
}

/** A mask from text to text. */
export interface TextMask {
  readonly name: string;
  readonly keyed?: boolean;
  readonly injective?: boolean;
  /** Narrows the text types that it takes. */
  readonly takes?: (shape: ColumnShape) => boolean;
  sql(text: string, keys: MaskKeys): string;
  apply(text: string, keys: MaskKeys): string;
  readonly applyAscii?: AsciiMask;
  readonly altered?: (masked: string) => boolean;
  readonly alteredSql?: (masked: string) => string;
  readonly numbers?: NumberFinding;
}

export function textMask(mask: TextMask): Mask {
  return shapedMask({
    ...mask,
    takes: (shape) => shape.family === 'text' && (mask.takes === undefined || mask.takes(shape)),
    sql: (column, _shape, keys) => mask.sql(readTextSql(column), keys),
    apply: (value, shape, keys) => storeText(mask.apply(readText(value, shape), keys), shape),
  });
}

/** A text column as text: a char(n) loses its padding. */
export const readTextSql = (column: string): string => cast(column, 'pg_catalog.text');

export function readText(value: string, shape: ColumnShape): string {
  return shape.typname === 'bpchar' ? value.replace(/ +$/, '') : value;
}

/** As PostgreSQL's explicit cast from text: cut to the type's length without a word, char(n) padded. */
export function storeText(text: string, shape: ColumnShape): string {
  if (shape.typname === 'name') return firstBytes(text, nameBytesMax);
  if (shape.length === null) return text;
  const cut = firstCharacters(text, shape.length);
  return shape.typname === 'bpchar' ? cut + ' '.repeat(shape.length - characterCount(cut)) : cut;
}
