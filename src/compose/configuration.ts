import { diskFiles, type LoadedSettings, loadSettings, RecordedFiles, type SourceFiles } from '../settings/index.js';
import { settingsLanguages } from './languages.js';
import { type FileWatchOptions, watchFiles } from './watch-files.js';

export interface ConfigurationOptions {
  /** A YAML file, or a directory whose `*.yaml` are merged. */
  readonly path: string;
  /** Usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the files are; the disk if not given. */
  readonly files?: SourceFiles;
}

/** One configuration, which may be read many times, and whose files may be watched in between. */
export class Configuration {
  readonly #options: ConfigurationOptions;
  /** Of the last reading, whatever came of it. Null before the first. */
  #read: RecordedFiles | null = null;

  constructor(options: ConfigurationOptions) {
    this.#options = options;
  }

  /** Reads it, judged by the very rooms that will run it. @throws SettingsError */
  read(): Promise<LoadedSettings> {
    const { path, environment, files = diskFiles } = this.#options;
    const recorded = new RecordedFiles(files);
    this.#read = recorded;
    return loadSettings({ path, environment, languages: settingsLanguages, files: recorded });
  }

  /**
   * Calls `onChange` when a file that the last reading asked for, even one that was not there, has become another and then
   * stood still. Begins after the first reading; ends with the function that comes back.
   */
  watch(onChange: () => Promise<void>, options: FileWatchOptions = {}): () => void {
    return watchFiles(() => this.#read?.records ?? [], onChange, options);
  }
}
