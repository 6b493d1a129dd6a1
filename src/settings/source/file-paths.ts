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

/** The settings that name files whose text is meant. */
const fileTextSettings = ['data.*.graphql.schema'];

/** Makes file paths absolute, counted from the configuration file that names them, and says which can't be read. Puts texts in place. */
export function resolveFilePaths(root: SourceNode, files: SourceFiles, issues: SettingsIssue[]): SourceNode {
  let tree = root;
  const matches = [
    ...filePathSettings.flatMap((pattern) => matchPaths(root, pattern).map((match) => ({ ...match, isText: false }))),
    ...fileTextSettings.flatMap((pattern) => matchPaths(root, pattern).map((match) => ({ ...match, isText: true }))),
  ];
  for (const { path, node, isText } of matches) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') continue;
    const absolute = resolve(dirname(node.at.file), node.value);
    let value = absolute;
    try {
      const text = files.read(absolute);
      if (isText) value = text;
    } catch (fault) {
      issues.push(issueAt(root, path, `the file \`${absolute}\` ${sayFileFault(fault)}`));
    }
    tree = withNodeAt(tree, path, { ...node, value });
  }
  return tree;
}

/** The tree with another node at a path that it has. */
function withNodeAt(root: SourceNode, path: SourcePath, node: SourceNode): SourceNode {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  if (root.kind === 'list') {
    return { ...root, items: root.items.map((item, index) => (index === step ? withNodeAt(item, rest, node) : item)) };
  }
  if (root.kind !== 'map') return root;
  const entry = root.entries.get(String(step));
  if (entry === undefined) return root;
  const changed: SourceEntry = { ...entry, node: withNodeAt(entry.node, rest, node) };
  return { ...root, entries: new Map(root.entries).set(String(step), changed) };
}
