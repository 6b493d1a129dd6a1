import { as, isStruct, type Struct, textOf } from '../tree.js';

/*
 * Fields that the grammar fills always. A tree that lacks one was made by nobody's grammar, and is not printed.
 */

/** A struct that stands bare. @throws Error when there is none. */
export function structIn(value: unknown): Struct {
  if (!isStruct(value)) throw new Error('nothing stands where a node has to');
  return value;
}

/** The struct of a wrapped node. @throws Error when the node is of another kind. */
export function nodeIn(node: unknown, tag: string): Struct {
  return structIn(as(node, tag));
}

/** A text; an empty one is there too. @throws Error when there is none. */
export function textIn(value: unknown): string {
  const text = textOf(value);
  if (text === undefined) throw new Error('nothing stands where a text has to');
  return text;
}

/** The text of a wrapped String. @throws Error for any other node. */
export function nameIn(node: unknown): string {
  return textIn(nodeIn(node, 'String').sval);
}

/** A number; zero is left out of a tree. */
export function numberIn(value: unknown): number {
  return Number(value ?? 0);
}
