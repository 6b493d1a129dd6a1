import type { SettingsIssue } from '../issue.js';
import { printPath, type SourceEntry, type SourceNode, type SourcePath } from './source-tree.js';

/** Where substituted text comes from. */
export interface SubstitutionSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The content of a file by absolute path; throws when it can't be read. */
  readFile(path: string): string;
}

const variable = /\$(\$?)\{([^}]*)\}?/g;
const variableInside = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Replaces `${NAME}`, `${NAME:-default}` (the default also when the variable is empty, as in a shell) and a whole value
 * `file:/path` (the file's content without its last line break). `$${` stands for `${`. Only what was written as
 * `file:` in the configuration is read: a variable can't name a file. Keys stay as they are.
 */
export function substitute(root: SourceNode, sources: SubstitutionSources, issues: SettingsIssue[]): SourceNode {
  const walk = (node: SourceNode, path: SourcePath): SourceNode => {
    if (node.kind === 'list') return { ...node, items: node.items.map((item, index) => walk(item, [...path, index])) };
    if (node.kind === 'map') {
      const entries = new Map<string, SourceEntry>();
      for (const [key, entry] of node.entries) entries.set(key, { ...entry, node: walk(entry.node, [...path, key]) });
      return { ...node, entries };
    }
    if (typeof node.value !== 'string') return node;
    const complain = (message: string): void => {
      issues.push({ ...node.at, key: printPath(path), message });
    };
    return { ...node, value: substituteText(node.value, sources, complain) };
  };
  return walk(root, []);
}

function substituteText(text: string, sources: SubstitutionSources, complain: (message: string) => void): string {
  const replaced = text.replace(variable, (whole, dollar: string, inside: string) => {
    if (dollar === '$') return whole.slice(1);
    const parts = whole.endsWith('}') ? variableInside.exec(inside) : null;
    const name = parts?.[1];
    if (name === undefined) {
      complain(`write \`\${NAME}\` or \`\${NAME:-default}\`; \`$\${\` stands for \`\${\` itself`);
      return '';
    }
    const value = sources.environment[name];
    const fallback = parts?.[2];
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value === undefined)
      complain(`the environment variable \`${name}\` is not set; set it, or write \`\${${name}:-default}\``);
    return value ?? '';
  });
  if (!/^file:(\/|\$\{)/.test(text)) return replaced;
  const path = replaced.slice('file:'.length);
  if (!path.startsWith('/')) {
    complain('`file:` takes an absolute path: `file:/run/secrets/name`');
    return '';
  }
  try {
    return sources.readFile(path).replace(/\r?\n$/, '');
  } catch (fault) {
    complain(`the file \`${path}\` ${sayFileFault(fault)}`);
    return '';
  }
}

/** Why a file can't be read, in words. */
export function sayFileFault(fault: unknown): string {
  const code = (fault as { code?: unknown } | null)?.code;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this process';
  if (code === 'EISDIR') return 'is a directory';
  return 'can not be read';
}
