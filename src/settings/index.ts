/**
 * settings: the configuration's format, and the one way to read it. Start at load-settings.ts; schema.ts has the format,
 * checks/all-checks.ts what is asked beyond it, not-available-yet.ts what the format has and the gateway has not,
 * restart-only.ts what a reload does not change.
 *
 * Invariant: everything that is wrong is said at once, with its place and what would be right; nothing starts on a
 * configuration that is not wholly understood; no message shows a value that came from the environment or a file.
 */

export type { SettingsLanguages } from './checks/check.js';
export { consoleDatabases } from './checks/console-users-are-known.js';
export { inReadingOrder, type Position, printIssue, SettingsError, type SettingsIssue } from './issue.js';
export { settingsJsonSchema } from './json-schema.js';
export { type LoadedSettings, type LoadOptions, loadSettings, type SettingsOrigin } from './load-settings.js';
export { needsRestart, type RestartOnly, restartOnly } from './restart-only.js';
export type { Settings } from './schema.js';
export type { AuthSettings } from './sections/auth.js';
export type { ConsentSettings, ConsentTableSettings } from './sections/consent.js';
export type { DataSettings, GraphqlSettings, RelationSettings, ResourceSettings } from './sections/data.js';
export type { KeySettings, KeysSettings } from './sections/keys.js';
export type {
  AdminListenSettings,
  HttpListenSettings,
  ListenSettings,
  ListenTlsSettings,
  PostgresListenSettings,
} from './sections/listen.js';
export type { LogSettings } from './sections/log.js';
export { defaultPoolSettings, type PoolSettings } from './sections/pool.js';
export type { PrincipalSettings } from './sections/principals.js';
export type { PurposeSettings } from './sections/purposes.js';
export type { RecipientSettings } from './sections/recipients.js';
export type { RuleSettings } from './sections/rules.js';
export type { StateSettings } from './sections/state.js';
export type { HttpStoreSettings, PostgresStoreSettings, StoreSettings, StoreTlsSettings } from './sections/stores.js';
export type { MaskSettings, TreatmentSettings } from './sections/treatment.js';
export {
  askAgain,
  diskFiles,
  type FileRecord,
  type FileRecords,
  filesFromRecords,
  RecordedFiles,
  type SourceFiles,
  sameRecords,
} from './source/source-files.js';
export type { DatabaseServer } from './values/database-url.js';
export type { QualifiedName } from './values/qualified-name.js';
export { targetOf } from './values/target.js';
