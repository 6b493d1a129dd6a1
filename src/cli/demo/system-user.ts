import { readFile } from 'node:fs/promises';

/** A user of this machine, by number. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom PostgreSQL is to run as, since it refuses to run as root: `postgres` where there is one, else `nobody`. Null when
 * we aren't root, and it can run as we do.
 *
 * @throws Error when we are root and there is no such user.
 */
export async function unprivilegedUser(): Promise<SystemUser | null> {
  if (process.getuid?.() !== 0) return null;
  const users = await readFile('/etc/passwd', 'utf8');
  const user = findUser(users, 'postgres') ?? findUser(users, 'nobody');
  if (user === null) throw new Error('PostgreSQL does not run as root, and there is no user `postgres` or `nobody`');
  return user;
}

/** Finds a user in the text of /etc/passwd: `name:password:uid:gid:…` (passwd(5)). Root's number finds nobody. */
export function findUser(passwd: string, name: string): SystemUser | null {
  const line = passwd.split('\n').find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid] = (line ?? '').split(':').map(Number);
  return uid !== undefined && gid !== undefined && uid > 0 && gid > 0 ? { uid, gid } : null;
}
