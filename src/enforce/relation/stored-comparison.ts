import type { Mask, MaskKeys, MaskSpec } from '../../masks/index.js';
import { type Column, quoteLiteral } from '../../sql/index.js';

/**
 * What may be said of a masked column by comparing what is stored. Decision 0021: for equality alone, and only where it is
 * the same as equality of masks for any two values.
 */
export interface StoredComparison {
  /** Columns of one class have equal masks where they have equal values, and nowhere else. */
  readonly class: string;
  /** The value behind a mask that a client gives; null where the mask is one-way. */
  readonly original: OriginalValue | null;
}

export interface OriginalValue {
  /** The type of the column, as a cast may name it. */
  readonly type: string;
  readonly typeOid: number;
  readonly arrayOid: number;
  /** It compares with numbers. */
  readonly takesNumbers: boolean;
  /**
   * What is stored where the mask is equal to a constant, as a constant in SQL; one that nothing stored is equal to when no
   * mask is. Null for a constant that is not written plainly.
   */
  ofConstant(constant: ConstantText): string | null;
  /** The same of an expression of the column's type. */
  ofSql(masked: string): string;
}

/** A constant as it stands in a statement: digits with at most a sign and a point, or what a string holds. */
export interface ConstantText {
  readonly kind: 'number' | 'string';
  readonly text: string;
}

/**
 * The types of which `=` takes two values for equal when all masks do. Domains are left out, so that no operator of the
 * store's own can be meant; texts in a collation of their own, since that may take texts of different bytes for equal.
 */
const comparedTypes: ReadonlyMap<string, { readonly oid: number; readonly arrayOid: number; readonly alike: string }> =
  new Map([
    ['int2', { oid: 21, arrayOid: 1005, alike: 'int2' }],
    ['int4', { oid: 23, arrayOid: 1007, alike: 'int4' }],
    ['int8', { oid: 20, arrayOid: 1016, alike: 'int8' }],
    ['uuid', { oid: 2950, arrayOid: 2951, alike: 'uuid' }],
    ['text', { oid: 25, arrayOid: 1009, alike: 'text' }],
    ['varchar', { oid: 1043, arrayOid: 1015, alike: 'text' }],
  ]);

export function storedComparison(mask: Mask, spec: MaskSpec, column: Column, keys: MaskKeys): StoredComparison | null {
  const compared = comparedTypes.get(column.baseTypname);
  if (compared === undefined || compared.oid !== column.typeOid || column.collation !== null) return null;
  const original = originalValue(mask, column, keys, compared.arrayOid);
  if (!mask.injective && original === null) return null;
  return { class: JSON.stringify([spec.name, spec.options ?? null, compared.alike]), original };
}

function originalValue(mask: Mask, column: Column, keys: MaskKeys, arrayOid: number): OriginalValue | null {
  const type = { typname: column.baseTypname, declared: column.declared };
  const { unapply, unapplySql } = mask;
  if (unapply === undefined || unapplySql === undefined) return null;
  const ofSql = (masked: string) => unapplySql(masked, type, keys);
  if (ofSql('NULL') === null) return null;
  const turnBack = (masked: string) => unapply(masked, type, keys);
  return {
    type: `pg_catalog.${column.baseTypname}`,
    typeOid: column.typeOid,
    arrayOid,
    takesNumbers: column.baseTypname !== 'uuid',
    ofConstant: column.baseTypname === 'uuid' ? uuidConstant(turnBack) : integerConstant(turnBack),
    ofSql: (masked) => ofSql(masked) ?? 'NULL',
  };
}

type TurnBack = (masked: string) => string | null;

function integerConstant(turnBack: TurnBack): OriginalValue['ofConstant'] {
  return ({ kind, text }) => {
    if (kind === 'string') {
      const original = /^-?\d{1,19}$/.test(text) ? turnBack(text) : null;
      return original === null ? null : quoteLiteral(original);
    }
    const [, whole, fraction] = /^(-?\d+)(?:\.(\d*))?$/.exec(text) ?? [];
    if (whole === undefined) return null;
    const original = /[1-9]/.test(fraction ?? '') ? null : turnBack(whole.replace(/^(-?)0+(?=\d)/, '$1'));
    return original === null ? noInteger : original.startsWith('-') ? `(${original})` : original;
  };
}

/** Past all integers, and a number, as what it stands for is: it compares with any of them, and is equal to none. */
const noInteger = '9223372036854775808';

function uuidConstant(turnBack: TurnBack): OriginalValue['ofConstant'] {
  return ({ kind, text }) => {
    if (kind !== 'string' || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return null;
    const original = turnBack(text);
    return original === null ? null : quoteLiteral(original);
  };
}
