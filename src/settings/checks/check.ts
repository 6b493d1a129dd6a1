import type { ParsedSettings } from '../parse-settings.js';
import type { SourcePath } from '../source/source-tree.js';

/**
 * What settings need to know of masks and of the rule language, which are other rooms: brought in, so that a
 * configuration is judged by the very code that will run it.
 */
export interface SettingsLanguages {
  /** What is wrong with a mask's name or options; null: nothing. */
  maskProblem(spec: { readonly name: string; readonly options: unknown }): string | null;
  /** Whether a mask that has no problem needs a key. */
  maskIsKeyed(spec: { readonly name: string; readonly options: unknown }): boolean;
  /** What to tell about a category that is in no list of known ones; null: it is. */
  categoryHint(category: string): string | null;
  /**
   * What is wrong with a JSONPath from a document's root, with the path of a member within a record, or with the key of a
   * relation's column or of a member of one; null: nothing.
   */
  pathProblem(text: string, from: 'root' | 'record' | 'columns'): string | null;
  /** A schema in GraphQL's definition language, in terms of what the configuration may name. */
  graphqlSchema(text: string): GraphqlNames | { readonly issue: string };
  /** What is wrong with a condition in the rule language; null: nothing. */
  conditionProblem(text: string): string | null;
}

/** Names of a GraphQL schema. */
export interface GraphqlNames {
  /** `Type.field` of object types. */
  readonly coordinates: readonly string[];
  /** Those that are one scalar and need no argument. */
  readonly scalars: ReadonlySet<string>;
  /** `Type.field(argument:)` and `Input.member`. */
  readonly inputs: readonly string[];
  readonly mutations: readonly string[];
}

export interface CheckContext extends ParsedSettings {
  readonly languages: SettingsLanguages;
  /** All names that the files declare in a section, also of entries that could not be read. */
  declared(section: 'stores' | 'purposes' | 'recipients' | 'principals'): readonly string[];
  error(path: SourcePath, message: string, prefer?: 'key' | 'value'): void;
  warning(path: SourcePath, message: string, prefer?: 'key' | 'value'): void;
}

/** One question about how parts of a configuration fit together. Reports; never throws. */
export type Check = (context: CheckContext) => void;
