import type { SettingsIssue } from '../issue.js';
import { printPath, type SourceEntry, type SourceMap, type SourceNode, type SourcePath } from './source-tree.js';

/**
 * Two files as one: maps merge, lists follow each other, and what both say is an issue at the second place.
 * `version` may stand in each file, so that each can be checked on its own by an editor.
 */
export function mergeTrees(first: SourceNode, second: SourceNode, issues: SettingsIssue[]): SourceNode {
  return merge(first, second, [], issues);
}

function merge(first: SourceNode, second: SourceNode, path: SourcePath, issues: SettingsIssue[]): SourceNode {
  if (first.kind === 'map' && second.kind === 'map') return mergeMaps(first, second, path, issues);
  if (first.kind === 'list' && second.kind === 'list') return { ...first, items: [...first.items, ...second.items] };
  const sameVersion = path.length === 1 && path[0] === 'version' && isSameScalar(first, second);
  if (!sameVersion) {
    const { file, line } = first.at;
    issues.push({
      ...second.at,
      key: printPath(path),
      message: `also defined at ${file}:${line}; keep one of the two`,
    });
  }
  return first;
}

function mergeMaps(first: SourceMap, second: SourceMap, path: SourcePath, issues: SettingsIssue[]): SourceMap {
  const entries = new Map<string, SourceEntry>(first.entries);
  for (const [key, entry] of second.entries) {
    const known = entries.get(key);
    if (known === undefined) entries.set(key, entry);
    else entries.set(key, { ...known, node: merge(known.node, entry.node, [...path, key], issues) });
  }
  return { ...first, entries };
}

function isSameScalar(first: SourceNode, second: SourceNode): boolean {
  return first.kind === 'scalar' && second.kind === 'scalar' && first.value === second.value;
}
