import { describeIssues, type Finding, sayIssue } from './describe-issues.js';
import type { SettingsIssue } from './issue.js';
import { type Settings, settingsSchema } from './schema.js';
import { issueAt, plainValue, type SourceMap, type SourceNode, type SourcePath } from './source/source-tree.js';

/** What could be read of a configuration, and where in the files it stands. */
export interface ParsedSettings {
  readonly settings: Settings;
  readonly tree: SourceNode;
  /** Position in the file of `data[i]` and `rules[i]`: entries that could not be read are left out of `settings`. */
  readonly dataPath: (index: number) => SourcePath;
  readonly rulePath: (index: number) => SourcePath;
  /** Sections of which something, or all, had to be left out. */
  readonly damaged: ReadonlySet<string>;
}

/**
 * Reads the tree by the schema. What does not fit is pushed to `issues` and left out by the smallest entry (one store,
 * one principal, one rule), so that the rest can still be checked and everything is said at once. Null when nothing
 * useful is left.
 */
export function parseSettings(tree: SourceMap, issues: SettingsIssue[]): ParsedSettings | null {
  const first = settingsSchema.safeParse(plainValue(tree), { error: sayIssue });
  if (first.success) {
    const path = (section: string) => (index: number) => [section, index];
    return { settings: first.data, tree, dataPath: path('data'), rulePath: path('rules'), damaged: new Set() };
  }
  const findings = describeIssues(tree, first.error.issues);
  issues.push(...findings.map(({ path, message, prefer }) => issueAt(tree, path, message, prefer)));

  const rest = without(tree, findings);
  const second = settingsSchema.safeParse(rest.value, { error: sayIssue });
  if (!second.success) return null;
  const path = (section: string) => (index: number) => [section, rest.kept.get(section)?.[index] ?? index];
  return {
    settings: second.data,
    tree,
    dataPath: path('data'),
    rulePath: path('rules'),
    damaged: rest.damaged,
  };
}

/** Sections of which an entry can be left out without the others. */
const sectionsOfEntries = new Set(['stores', 'purposes', 'recipients', 'principals', 'data', 'rules']);

/** The tree's value less what the findings are about, and the indexes of the list items that are still there. */
function without(tree: SourceMap, findings: readonly Finding[]) {
  const whole = plainValue(tree) as Record<string, unknown>;
  const sections = new Set<string>();
  const entries = new Map<string, Set<string | number>>();
  for (const { path, isUnknownKey } of findings) {
    const [section, entry] = path;
    if (section === undefined) continue;
    const name = String(section);
    if (isUnknownKey) removeKey(whole, path);
    else if (entry === undefined || !sectionsOfEntries.has(name)) sections.add(name);
    else entries.set(name, (entries.get(name) ?? new Set()).add(entry));
  }

  const kept = new Map<string, number[]>();
  // What every configuration must have, so that a file without it can still be checked for the rest.
  const value: Record<string, unknown> = { version: 1, listen: {}, stores: {} };
  for (const [name, content] of Object.entries(whole)) {
    if (sections.has(name)) continue;
    const left = entries.get(name) ?? new Set<string | number>();
    if (Array.isArray(content)) {
      const indexes = content.map((_, index) => index).filter((index) => !left.has(index));
      kept.set(name, indexes);
      value[name] = indexes.map((index) => content[index]);
    } else if (left.size > 0) {
      value[name] = Object.fromEntries(Object.entries(content as object).filter(([key]) => !left.has(key)));
    } else value[name] = content;
  }
  return { value, kept, damaged: new Set([...sections, ...entries.keys()]) };
}

function removeKey(root: unknown, path: SourcePath): void {
  let holder = root;
  for (const step of path.slice(0, -1)) holder = (holder as Record<string, unknown> | undefined)?.[step];
  const key = path.at(-1);
  if (typeof holder === 'object' && holder !== null && key !== undefined) Reflect.deleteProperty(holder, key);
}
