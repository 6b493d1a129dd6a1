import { as, isStruct, listOf, nameParts, type TreeNode, tagOf } from '../../sql/index.js';

/**
 * The name that PostgreSQL gives a select-list column without AS: the rules of FigureColname (parse_target.c). Null where a star
 * gives it, whose columns are not looked at here.
 */
export function outputName(value: TreeNode): string | null {
  const figured = figure(value);
  return figured === null ? '?column?' : figured.name;
}

/** `strong` names win over those of a construct around them. */
interface Figured {
  readonly name: string | null;
  readonly strong: boolean;
}

function figure(value: unknown): Figured | null {
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
      return knownSubLinkName(struct);
    case 'A_Expr':
      return struct.kind === 'AEXPR_NULLIF' ? { name: 'nullif', strong: true } : null;
    case 'MinMaxExpr':
    case 'SQLValueFunction':
    case 'XmlExpr':
    case 'JsonFuncExpr':
      return named(operations[String(struct.op ?? '')]);
    default:
      return named(constructs[tag]);
  }
}

function named(name: string | undefined) {
  return name === undefined ? null : { name, strong: true };
}

const constructs: Readonly<Record<string, string>> = {
  CoalesceExpr: 'coalesce',
  A_ArrayExpr: 'array',
  RowExpr: 'row',
  GroupingFunc: 'grouping',
  MergeSupportFunc: 'merge_action',
  XmlSerialize: 'xmlserialize',
  JsonParseExpr: 'json',
  JsonScalarExpr: 'json_scalar',
  JsonSerializeExpr: 'json_serialize',
  JsonObjectConstructor: 'json_object',
  JsonArrayConstructor: 'json_array',
  JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg',
  JsonArrayAgg: 'json_arrayagg',
};

/** Constructs that their operation gives the name to. `IS DOCUMENT` has none. */
const operations: Readonly<Record<string, string>> = {
  IS_GREATEST: 'greatest',
  IS_LEAST: 'least',
  SVFOP_CURRENT_DATE: 'current_date',
  SVFOP_CURRENT_TIME: 'current_time',
  SVFOP_CURRENT_TIME_N: 'current_time',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp',
  SVFOP_CURRENT_TIMESTAMP_N: 'current_timestamp',
  SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIME_N: 'localtime',
  SVFOP_LOCALTIMESTAMP: 'localtimestamp',
  SVFOP_LOCALTIMESTAMP_N: 'localtimestamp',
  SVFOP_CURRENT_ROLE: 'current_role',
  SVFOP_CURRENT_USER: 'current_user',
  SVFOP_USER: 'user',
  SVFOP_SESSION_USER: 'session_user',
  SVFOP_CURRENT_CATALOG: 'current_catalog',
  SVFOP_CURRENT_SCHEMA: 'current_schema',
  IS_XMLCONCAT: 'xmlconcat',
  IS_XMLELEMENT: 'xmlelement',
  IS_XMLFOREST: 'xmlforest',
  IS_XMLPARSE: 'xmlparse',
  IS_XMLPI: 'xmlpi',
  IS_XMLROOT: 'xmlroot',
  JSON_EXISTS_OP: 'json_exists',
  JSON_QUERY_OP: 'json_query',
  JSON_VALUE_OP: 'json_value',
};

/** Kept, since each query around it asks. A column that is rewritten keeps its name. */
function knownSubLinkName(struct: object): Figured | null {
  const known = subLinkNames.get(struct);
  if (known !== undefined) return known;
  const name = subLinkName(struct as { readonly [field: string]: unknown });
  subLinkNames.set(struct, name);
  return name;
}

const subLinkNames = new WeakMap<object, Figured | null>();

function subLinkName(struct: { readonly [field: string]: unknown }): Figured | null {
  if (struct.subLinkType === 'EXISTS_SUBLINK') return { name: 'exists', strong: true };
  if (struct.subLinkType === 'ARRAY_SUBLINK') return { name: 'array', strong: true };
  if (struct.subLinkType !== 'EXPR_SUBLINK') return null;
  // The names of a set operation are those of its first query.
  let select = as(struct.subselect, 'SelectStmt');
  while (isStruct(select?.larg)) select = select.larg;
  if (select?.valuesLists !== undefined) return { name: 'column1', strong: true };
  const target = as(listOf(select?.targetList)[0], 'ResTarget');
  if (target === undefined || !isStruct(target.val)) return null;
  if (typeof target.name === 'string') return { name: target.name, strong: true };
  // That of the first column which the star gives.
  if (endsInStar(target.val)) return { name: null, strong: true };
  return { name: outputName(target.val as TreeNode), strong: true };
}

/** `*`, `c.*` or `(c).*`: it stands for any number of columns. */
export function endsInStar(value: unknown): boolean {
  const steps = as(value, 'ColumnRef')?.fields ?? as(value, 'A_Indirection')?.indirection;
  return as(listOf(steps).at(-1), 'A_Star') !== undefined;
}
