import type { LoadedSettings } from '../settings/index.js';
import { Configuration } from './configuration.js';

/** Reads a configuration once. @throws SettingsError */
export function readConfiguration(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LoadedSettings> {
  return new Configuration({ path, environment }).read();
}
