import { type LoadedSettings, loadSettings } from '../settings/index.js';
import { settingsLanguages } from './languages.js';

/** Reads a configuration, judged by the very rooms that will run it. @throws SettingsError */
export function readConfiguration(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LoadedSettings> {
  return loadSettings({ path, environment, languages: settingsLanguages });
}
