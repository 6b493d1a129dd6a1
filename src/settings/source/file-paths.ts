import { dirname, resolve } from 'node:path';
import type { SettingsIssue } from '../issue.js';
import { matchPaths } from './match-paths.js';
import type { SourceFiles } from './source-files.js';
import { issueAt, type SourceEntry, type SourceNode, type SourcePath } from './source-tree.js';
import { sayFileFault } from './substitute.js';

/** The settings that name files. */
const filePathSettings = [
  'listen.*.tls.cert',
  'listen.*.tls.key',
  'listen.*.tls.client_ca',
  'stores.*.tls.ca',
  'stores.*.tls.cert',
  'stores.*.tls.key',
];

/** Makes file paths absolute, counted from the configuration file that names them, and says which can't be read. */
export function resolveFilePaths(root: SourceNode, files: SourceFiles, issues: SettingsIssue[]): SourceNode {
  let tree = root;
  for (const { path, node } of filePathSettings.flatMap((pattern) => matchPaths(root, pattern))) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') continue;
    const absolute = resolve(dirname(node.at.file), node.value);
    try {
      files.read(absolute);
    } catch (fault) {
      issues.push(issueAt(root, path, `the file \`${absolute}\` ${sayFileFault(fault)}`));
    }
    tree = withNodeAt(tree, path, { ...node, value: absolute });
  }
  return tree;
}

/** The tree with another node at a path that it has. */
function withNodeAt(root: SourceNode, path: SourcePath, node: SourceNode): SourceNode {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  if (root.kind !== 'map') return root;
  const entry = root.entries.get(String(step));
  if (entry === undefined) return root;
  const changed: SourceEntry = { ...entry, node: withNodeAt(entry.node, rest, node) };
  return { ...root, entries: new Map(root.entries).set(String(step), changed) };
}
