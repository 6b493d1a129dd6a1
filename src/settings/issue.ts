/** Where something stands in a configuration file. Line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong, or worth knowing, and where. `key` is the dotted path: `listen.postgres.port`, `rules[2].when`. */
export interface SettingsIssue extends Position {
  readonly key: string;
  /** Says what would be right. Never holds a value that came from the environment or a file. */
  readonly message: string;
}

/** The configuration can't be used. Holds everything that is wrong with it, in the order of the files. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly issues: readonly SettingsIssue[];

  constructor(issues: readonly SettingsIssue[]) {
    super(issues.map(printIssue).join('\n'));
    this.issues = issues;
  }
}

/** `config/damask.yaml:4:7: listen.postgres.prot: unknown key …`, in the form that editors and terminals make a link of. */
export function printIssue(issue: SettingsIssue): string {
  const key = issue.key === '' ? '' : `${issue.key}: `;
  return `${issue.file}:${issue.line}:${issue.column}: ${key}${issue.message}`;
}

/** By file, then as a reader meets them. */
export function inReadingOrder(issues: readonly SettingsIssue[]): SettingsIssue[] {
  return [...issues].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}
