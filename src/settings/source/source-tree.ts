import type { Position, SettingsIssue } from '../issue.js';

/** What the files say, with the place of everything kept. Files merge here; nothing has been judged yet. */
export type SourceNode = SourceScalar | SourceList | SourceMap;

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly at: Position;
  readonly value: string | number | boolean | null;
}

export interface SourceList {
  readonly kind: 'list';
  readonly at: Position;
  readonly items: readonly SourceNode[];
}

export interface SourceMap {
  readonly kind: 'map';
  readonly at: Position;
  readonly entries: ReadonlyMap<string, SourceEntry>;
}

export interface SourceEntry {
  readonly keyAt: Position;
  readonly node: SourceNode;
}

/** Keys and list indexes from the root. */
export type SourcePath = readonly (string | number)[];

/** The tree as plain data. Maps have no prototype, so that no key of a file means anything to JavaScript. */
export function plainValue(node: SourceNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of node.entries) value[key] = plainValue(entry.node);
  return value;
}

/** The node at a path; undefined when the files don't have it. */
export function nodeAt(root: SourceNode, path: SourcePath): SourceNode | undefined {
  let node: SourceNode | undefined = root;
  for (const step of path) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.node;
    else if (node?.kind === 'list') node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** The names of the entries of the map at a path; empty when there is none. */
export function namesAt(root: SourceNode, path: SourcePath): string[] {
  const node = nodeAt(root, path);
  return node?.kind === 'map' ? [...node.entries.keys()] : [];
}

/** The place to show for a path: of its key if it has one, else of the value, else of the nearest thing around it. */
export function positionOf(root: SourceNode, path: SourcePath, prefer: 'key' | 'value' = 'value'): Position {
  let node = root;
  let at = root.at;
  for (const step of path) {
    if (node.kind === 'map') {
      const entry = node.entries.get(String(step));
      if (entry === undefined) return at;
      at = prefer === 'key' ? entry.keyAt : entry.node.at;
      node = entry.node;
    } else if (node.kind === 'list') {
      const item = node.items[Number(step)];
      if (item === undefined) return at;
      at = item.at;
      node = item;
    } else return at;
  }
  return at;
}

/** `rules[2].when.principal` */
export function printPath(path: SourcePath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** An issue about what stands at a path. */
export function issueAt(
  root: SourceNode,
  path: SourcePath,
  message: string,
  prefer: 'key' | 'value' = 'value',
): SettingsIssue {
  return { ...positionOf(root, path, prefer), key: printPath(path), message };
}
