import { as, isStruct, listOf, nameParts, type TreeNode, tagOf } from '../../sql/index.js';

/** The name that PostgreSQL gives a select-list column without AS: the rules of FigureColname (parse_target.c). */
export function outputName(value: TreeNode): string {
  return figure(value)?.name ?? '?column?';
}

/** `strong` names win over those of a construct around them. */
function figure(value: unknown): { readonly name: string; readonly strong: boolean } | null {
  if (!isStruct(value)) return null;
  const tag = tagOf(value);
  const struct = tag === null ? undefined : as(value, tag);
  if (tag === null || struct === undefined) return null;
  switch (tag) {
    case 'ColumnRef':
    case 'FuncCall': {
      const last = nameParts(struct[tag === 'ColumnRef' ? 'fields' : 'funcname'])?.at(-1);
      return last === undefined ? null : { name: last, strong: true };
    }
    case 'A_Indirection': {
      const last = listOf(struct.indirection)
        .map((step) => as(step, 'String')?.sval)
        .filter((name) => typeof name === 'string')
        .at(-1);
      return last === undefined ? figure(struct.arg) : { name: last, strong: true };
    }
    case 'TypeCast': {
      const inner = figure(struct.arg);
      if (inner?.strong) return inner;
      const type = isStruct(struct.typeName) ? nameParts(struct.typeName.names)?.at(-1) : undefined;
      return type === undefined ? inner : { name: type, strong: false };
    }
    case 'CollateClause':
      return figure(struct.arg);
    case 'CaseExpr': {
      const inner = figure(struct.defresult);
      return inner?.strong ? inner : { name: 'case', strong: false };
    }
    case 'SubLink':
      return subLinkName(struct);
    default:
      return constructs[tag] === undefined ? null : { name: constructs[tag], strong: true };
  }
}

const constructs: Readonly<Record<string, string>> = {
  CoalesceExpr: 'coalesce',
  A_ArrayExpr: 'array',
  RowExpr: 'row',
  GroupingFunc: 'grouping',
  MergeSupportFunc: 'merge_action',
};

function subLinkName(struct: { readonly [field: string]: unknown }): { name: string; strong: boolean } | null {
  if (struct.subLinkType === 'EXISTS_SUBLINK') return { name: 'exists', strong: true };
  if (struct.subLinkType === 'ARRAY_SUBLINK') return { name: 'array', strong: true };
  if (struct.subLinkType !== 'EXPR_SUBLINK') return null;
  const target = as(listOf(as(struct.subselect, 'SelectStmt')?.targetList)[0], 'ResTarget');
  if (target === undefined) return null;
  if (typeof target.name === 'string') return { name: target.name, strong: true };
  return figure(target.val);
}
