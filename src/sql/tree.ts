/**
 * The raw parse tree as PostgreSQL's parser gives it, in JSON. A node stands either *wrapped* (`{ SelectStmt: {…} }`,
 * wherever the grammar allows more than one kind) or *bare* (`{…}`, wherever only one kind can stand, such as
 * `SelectStmt.larg`). Fields at their default value are left out.
 */
export type Struct = { [field: string]: unknown };

/** A wrapped node: one key, the tag. `{}` stands for an absent item of a list. */
export type TreeNode = { [tag: string]: Struct };

export function isStruct(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The tag when `value` is a wrapped node: node tags start with a capital letter, fields with a small one. */
export function tagOf(value: Struct): string | null {
  for (const key in value) {
    const first = key.charCodeAt(0);
    return first >= 65 && first <= 90 ? key : null;
  }
  return null;
}

/** The struct under `tag`, or undefined when `node` is something else. */
export function as(node: unknown, tag: string): Struct | undefined {
  if (!isStruct(node)) return undefined;
  const struct = node[tag];
  return isStruct(struct) ? struct : undefined;
}

/** The items of a list field; an absent field is an empty list. */
export function listOf(value: unknown): readonly TreeNode[] {
  return Array.isArray(value) ? (value as TreeNode[]) : [];
}

/** A string field, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The text of a wrapped `String` node. */
export function stringOf(node: unknown): string | undefined {
  return textOf(as(node, 'String')?.sval);
}

/** The parts of a list of `String` nodes (a qualified name); null when anything else stands in it. */
export function nameParts(value: unknown): readonly string[] | null {
  const parts: string[] = [];
  for (const node of listOf(value)) {
    const part = stringOf(node);
    if (part === undefined) return null;
    parts.push(part);
  }
  return parts;
}

export function stringNode(text: string): TreeNode {
  return { String: { sval: text } };
}

/** A deep copy. Trees are plain JSON. */
export function cloneTree<T>(tree: T): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) {
    const items: unknown[] = [];
    for (const item of tree) items.push(cloneTree(item));
    return items as T;
  }
  const copy: Struct = {};
  for (const field in tree) copy[field] = cloneTree((tree as Struct)[field]);
  return copy as T;
}

/** Kinds of statement that read and write rows: what PREPARE takes (PostgreSQL docs, PREPARE). */
export const preparableKinds: ReadonlySet<string> = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
]);
