import type { z } from 'zod';
import { sayPgBouncerSetting } from './pgbouncer-settings.js';
import { knownKeys } from './section.js';
import { nodeAt, type SourceNode, type SourcePath } from './source/source-tree.js';
import { nearestName } from './suggest.js';

type SchemaIssue = z.core.$ZodIssue;

/** What a schema found wrong at a path, as an operator is told it. */
export interface Finding {
  readonly path: SourcePath;
  /** The key at the end of the path is not known: the rest can be read without it. */
  readonly isUnknownKey: boolean;
  readonly prefer: 'key' | 'value';
  /** What would be right. */
  readonly message: string;
}

/** Where a schema found something wrong, with words for it. */
export function describeIssues(tree: SourceNode, issues: readonly SchemaIssue[], base: SourcePath = []): Finding[] {
  return issues.flatMap((issue) => describeIssue(tree, issue, base));
}

function describeIssue(tree: SourceNode, issue: SchemaIssue, base: SourcePath): Finding[] {
  const path = [...base, ...issue.path] as SourcePath;
  const finding = (message: string): Finding[] => [{ path, isUnknownKey: false, prefer: 'value', message }];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue);
    return issue.keys.map((key) => ({
      path: [...path, key],
      isUnknownKey: true,
      prefer: 'key',
      message: (isOfPools(path) ? sayPgBouncerSetting(key) : null) ?? sayUnknownKey(key, known),
    }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, isUnknownKey: false, prefer: 'key', message: issue.issues[0]?.message ?? issue.message }];
  }
  const node = nodeAt(tree, path);
  if (issue.code === 'invalid_union' && node !== undefined) {
    const branch = meantBranch(issue.errors, node);
    if (branch !== null) return describeIssues(tree, branch, path);
  }
  return finding(node === undefined ? `is missing; ${issue.message}` : issue.message);
}

/** Where somebody who knows PgBouncer may write one of its settings. */
function isOfPools([section]: SourcePath): boolean {
  return section === undefined || section === 'listen' || section === 'stores';
}

/**
 * A value fits no branch of a union: the branch that was meant is the one that takes this kind of value and complains
 * least. Null when it can't be told, and then the union's own words say what would be right.
 */
function meantBranch(branches: readonly SchemaIssue[][], node: SourceNode): SchemaIssue[] | null {
  let best: SchemaIssue[] | null = null;
  for (const branch of branches) {
    const wrongKind = branch.some(
      (issue) =>
        (issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) ||
        // A key that only another branch has.
        (issue.code === 'invalid_type' && issue.expected === 'never'),
    );
    if (wrongKind || (node.kind === 'scalar' && branch.every((issue) => issue.path.length === 0))) continue;
    if (best === null || countProblems(branch) < countProblems(best)) best = branch;
  }
  return best;
}

function countProblems(issues: readonly SchemaIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function sayUnknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  if (nearest !== null) return `unknown key; did you mean \`${nearest}\`?`;
  return `unknown key; known here: ${known.map((name) => `\`${name}\``).join(', ')}`;
}

/** The words for what a schema has no own words for. Never repeats the value. */
export function sayIssue(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') return `must be ${kindNames[String(issue.expected)] ?? String(issue.expected)}`;
  if (issue.code === 'invalid_value') {
    const values = (issue.values as readonly unknown[]).map((value) => `\`${String(value)}\``);
    const written = typeof issue.input === 'string' ? nearestName(issue.input, issue.values as string[]) : null;
    const list = values.length === 1 ? values[0] : `one of ${values.join(', ')}`;
    return `must be ${list}${written === null ? '' : `; did you mean \`${written}\`?`}`;
  }
  return 'is not valid here';
}

const kindNames: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
};
