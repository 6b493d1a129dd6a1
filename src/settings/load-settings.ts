import { allChecks } from './checks/all-checks.js';
import type { CheckContext, SettingsLanguages } from './checks/check.js';
import { inReadingOrder, SettingsError, type SettingsIssue } from './issue.js';
import { ignoredUntilAvailable, refusedUntilAvailable } from './not-available-yet.js';
import { type ParsedSettings, parseSettings } from './parse-settings.js';
import type { Settings } from './schema.js';
import { resolveFilePaths } from './source/file-paths.js';
import { readSources } from './source/read-sources.js';
import { diskFiles, type FileRecords, RecordedFiles, type SourceFiles } from './source/source-files.js';
import { issueAt, namesAt, nodeAt } from './source/source-tree.js';
import { substitute } from './source/substitute.js';

export interface LoadOptions {
  /** A YAML file, or a directory whose `*.yaml` are merged. */
  readonly path: string;
  /** Usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly languages: SettingsLanguages;
  /** Where the files are; the disk if not given. */
  readonly files?: SourceFiles;
}

/** Plain data. It holds secrets. */
export interface SettingsOrigin extends Pick<LoadOptions, 'path' | 'environment'> {
  /** Every file that was read: the configuration's own, those of `file:`, and certificates. */
  readonly files: FileRecords;
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** What is accepted but worth knowing, in the order of the files. */
  readonly warnings: readonly SettingsIssue[];
  /** What it takes to read the very same configuration in another process of the gateway's own. */
  readonly origin: SettingsOrigin;
  /** The text of a file that the settings name, as it was when they were read. Throws what node:fs throws. */
  readFile(path: string): string;
  /** An issue about what stands at a path, such as `['data', 0, 'columns', 'email']`: for what is found out later. */
  issueAt(path: readonly (string | number)[], message: string, prefer?: 'key' | 'value'): SettingsIssue;
  /** Whether the files have a list at a path. */
  isList(path: readonly (string | number)[]): boolean;
}

/**
 * Reads a configuration:
 *
 *   files ─► tree with positions ─► merge ─► ${…} and file: ─► schema ─► checks ─► Settings
 *
 * @throws SettingsError with everything that is wrong, all at once. Nothing is left half done: a reload that fails
 * leaves the caller with what it had.
 */
export async function loadSettings(options: LoadOptions): Promise<LoadedSettings> {
  const { path, environment, languages } = options;
  const files = new RecordedFiles(options.files ?? diskFiles);
  const errors: SettingsIssue[] = [];
  const warnings: SettingsIssue[] = [];
  const written = readSources(path, files, errors);
  if (written?.kind !== 'map') throw new SettingsError(inReadingOrder(errors));

  const readFile = (file: string): string => files.read(file);
  const substituted = substitute(written, { environment, readFile }, errors);
  const tree = resolveFilePaths(substituted, files, errors);
  if (tree.kind !== 'map') throw new SettingsError(inReadingOrder(errors));

  const parsed = parseSettings(tree, errors);
  for (const { path: at, message } of refusedUntilAvailable(tree)) errors.push(issueAt(tree, at, message, 'key'));
  for (const { path: at, message } of ignoredUntilAvailable(tree)) warnings.push(issueAt(tree, at, message, 'key'));
  if (parsed !== null) {
    const context = checkContext(parsed, languages, errors, warnings);
    for (const check of allChecks) check(context);
  }
  if (errors.length > 0 || parsed === null) throw new SettingsError(inReadingOrder(withoutEchoes(errors)));
  return {
    settings: parsed.settings,
    warnings: inReadingOrder(warnings),
    origin: { path, environment, files: files.records },
    readFile,
    issueAt: (at, message, prefer) => issueAt(parsed.tree, at, message, prefer),
    isList: (at) => nodeAt(parsed.tree, at)?.kind === 'list',
  };
}

function checkContext(
  parsed: ParsedSettings,
  languages: SettingsLanguages,
  errors: SettingsIssue[],
  warnings: SettingsIssue[],
): CheckContext {
  return {
    ...parsed,
    languages,
    declared: (section) => namesAt(parsed.tree, [section]),
    error: (path, message, prefer) => errors.push(issueAt(parsed.tree, path, message, prefer)),
    warning: (path, message, prefer) => warnings.push(issueAt(parsed.tree, path, message, prefer)),
  };
}

/** What could not be substituted is empty, and an empty value is wrong once more: the first word on a place stands. */
function withoutEchoes(issues: readonly SettingsIssue[]): SettingsIssue[] {
  const substitutionFailed = new Set<string>();
  return issues.filter((issue) => {
    const place = `${issue.file}:${issue.line}:${issue.column}:${issue.key}`;
    if (substitutionFailed.has(place)) return false;
    substitutionFailed.add(place);
    return true;
  });
}
