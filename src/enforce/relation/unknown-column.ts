import type { Column } from '../../sql/index.js';

/** A column that no catalog has told of. What is not given is not known. */
export function unknownColumn(attnum: number, { name = '', typeOid = 0 }: { name?: string; typeOid?: number }): Column {
  return {
    name,
    attnum,
    typeOid,
    typmod: -1,
    declared: '',
    baseTypname: '',
    collation: null,
    notNull: false,
    hasDefault: false,
    generated: false,
    identity: false,
  };
}
