import { stringNode, type TreeNode } from '../../sql/index.js';

const text = { names: [stringNode('pg_catalog'), stringNode('text')], typemod: -1 };

/** `value::pg_catalog.text`. */
export function asText(value: TreeNode): TreeNode {
  return { TypeCast: { arg: value, typeName: text } };
}
