import { readdirSync, readFileSync, statSync } from 'node:fs';

/** The files of a configuration, as its reader sees them. Both throw what node:fs throws. */
export interface SourceFiles {
  /** The names in a directory; null for what is none. */
  list(path: string): readonly string[] | null;
  /** The text of a file, which is UTF-8. */
  read(path: string): string;
}

export const diskFiles: SourceFiles = {
  list: (path) => (statSync(path).isDirectory() ? readdirSync(path) : null),
  read: (path) => readFileSync(path, 'utf8'),
};

/** What one question to `SourceFiles` gave. `fault` is the error's code. */
export type FileRecord = { readonly path: string } & (
  | { readonly kind: 'list'; readonly names: readonly string[] | null }
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'fault'; readonly of: 'list' | 'read'; readonly fault: string }
);

/**
 * The files of a configuration as they were when it was read, as plain data: another process of the gateway's own can read
 * the very same configuration from it. Holds secrets: for memory and pipes, never for a disk or a command line.
 */
export type FileRecords = readonly FileRecord[];

/** Asks for each file once, and remembers what it got, faults too. */
export class RecordedFiles implements SourceFiles {
  readonly #files: SourceFiles;
  readonly #records = new Map<string, FileRecord>();

  constructor(files: SourceFiles = diskFiles) {
    this.#files = files;
  }

  get records(): FileRecords {
    return [...this.#records.values()];
  }

  list(path: string): readonly string[] | null {
    const record = this.#ask('list', path);
    if (record.kind === 'list') return record.names;
    throw faultOf(record);
  }

  read(path: string): string {
    const record = this.#ask('read', path);
    if (record.kind === 'read') return record.text;
    throw faultOf(record);
  }

  #ask(what: 'list' | 'read', path: string): FileRecord {
    const key = `${what} ${path}`;
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const record = ask(this.#files, what, path);
    this.#records.set(key, record);
    return record;
  }
}

/** Answers from records. What they don't have does not exist. */
export function filesFromRecords(records: FileRecords): SourceFiles {
  const find = (what: 'list' | 'read', path: string): FileRecord =>
    records.find((record) => record.path === path && questionOf(record) === what) ?? absent(what, path);
  return {
    list: (path) => {
      const record = find('list', path);
      if (record.kind === 'list') return record.names;
      throw faultOf(record);
    },
    read: (path) => {
      const record = find('read', path);
      if (record.kind === 'read') return record.text;
      throw faultOf(record);
    },
  };
}

/** The same questions, asked now. */
export function askAgain(records: FileRecords, files: SourceFiles = diskFiles): FileRecords {
  return records.map((record) => ask(files, questionOf(record), record.path));
}

/** Whether two sets of answers to the same questions are equal. */
export function sameRecords(one: FileRecords, other: FileRecords): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function ask(files: SourceFiles, what: 'list' | 'read', path: string): FileRecord {
  try {
    if (what === 'read') return { path, kind: 'read', text: files.read(path) };
    return { path, kind: 'list', names: files.list(path) };
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    return { path, kind: 'fault', of: what, fault: typeof code === 'string' ? code : 'EIO' };
  }
}

function questionOf(record: FileRecord): 'list' | 'read' {
  return record.kind === 'fault' ? record.of : record.kind;
}

function absent(what: 'list' | 'read', path: string): FileRecord {
  return { path, kind: 'fault', of: what, fault: 'ENOENT' };
}

function faultOf(record: FileRecord): Error {
  const code = record.kind === 'fault' ? record.fault : 'EIO';
  return Object.assign(new Error(code), { code });
}
