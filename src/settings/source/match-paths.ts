import type { SourceNode, SourcePath } from './source-tree.js';

export interface PathMatch {
  readonly path: SourcePath;
  readonly node: SourceNode;
}

/** What stands at a path in which `*` is any key or index: `stores.*.tls.ca`. */
export function matchPaths(root: SourceNode, pattern: string): PathMatch[] {
  let matches: PathMatch[] = [{ path: [], node: root }];
  for (const step of pattern.split('.')) matches = matches.flatMap((match) => below(match, step));
  return matches;
}

function below({ path, node }: PathMatch, step: string): PathMatch[] {
  if (node.kind === 'list' && step === '*')
    return node.items.map((item, index) => ({ path: [...path, index], node: item }));
  if (node.kind !== 'map') return [];
  if (step === '*') return [...node.entries].map(([key, entry]) => ({ path: [...path, key], node: entry.node }));
  const entry = node.entries.get(step);
  return entry === undefined ? [] : [{ path: [...path, step], node: entry.node }];
}
