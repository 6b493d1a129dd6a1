import { typeSql } from './column-shape.js';
import type { ColumnType, Mask } from './mask.js';
import { plainKind } from './mask-kind.js';
import { cast } from './sql-expression.js';

/** NULL of a column's type: what a withheld column shows, too. */
export const nullSql = (type: ColumnType): string => cast('NULL', typeSql(type));

const nullMask: Mask = {
  name: 'null',
  keyed: false,
  injective: false,
  takes: () => true,
  sql: (_column, type) => nullSql(type),
  apply: () => null,
};

/** Nothing at all. The one mask for every type. */
export const nullKind = plainKind('NULL, of any type', nullMask);
