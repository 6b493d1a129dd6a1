import { join } from 'node:path';
import type { SettingsIssue } from '../issue.js';
import { mergeTrees } from './merge-trees.js';
import { readYaml } from './read-yaml.js';
import type { SourceFiles } from './source-files.js';
import type { SourceNode } from './source-tree.js';
import { sayFileFault } from './substitute.js';

/**
 * The tree of one YAML file, or of all `*.yaml` (and `*.yml`) of a directory, in the order of their names and without
 * going deeper. Null when nothing could be read; then `issues` says why.
 */
export function readSources(path: string, files: SourceFiles, issues: SettingsIssue[]): SourceNode | null {
  let tree: SourceNode | null = null;
  for (const file of namesOf(path, files, issues)) {
    let text: string;
    try {
      text = files.read(file);
    } catch (fault) {
      issues.push({ file, line: 1, column: 1, key: '', message: `the file ${sayFileFault(fault)}` });
      continue;
    }
    const read = readYaml(file, text, issues);
    if (read === null) continue;
    if (read.kind !== 'map') {
      issues.push({ ...read.at, key: '', message: 'a configuration is a map; it starts with `version: 1`' });
      continue;
    }
    tree = tree === null ? read : mergeTrees(tree, read, issues);
  }
  return tree;
}

function namesOf(path: string, files: SourceFiles, issues: SettingsIssue[]): string[] {
  const complain = (message: string): void => {
    issues.push({ file: path, line: 1, column: 1, key: '', message });
  };
  try {
    const listed = files.list(path);
    if (listed === null) return [path];
    const names = listed.filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'));
    if (names.length === 0) complain('the directory holds no `*.yaml`');
    return names.sort().map((name) => join(path, name));
  } catch (fault) {
    complain(`the configuration ${sayFileFault(fault)}; name a YAML file, or a directory of them`);
    return [];
  }
}
