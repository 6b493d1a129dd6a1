import { categoryCovers } from '../../datamap/index.js';
import { namesSomebody } from '../../masks/index.js';
import type { ResourceDecision } from '../../policy/index.js';
import { isCount } from './without-counts.js';

/** What a header may hold when it is passed on: visible ASCII. */
const shown = /^[\x20-\x7e]{0,1024}$/;

/** Passed on whatever the data map says: they tell when to ask again, and nothing of the data. */
const plain: ReadonlyMap<string, RegExp> = new Map([['retry-after', /^\d{1,7}$/]]);

/** Never passed on, whatever the data map says: they are the connection's, or would say something untrue of what is sent. */
const own: ReadonlySet<string> = new Set(
  (
    'connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade ' +
    'content-length content-encoding content-type content-range accept-ranges etag last-modified content-md5 digest ' +
    'repr-digest content-digest cache-control expires age vary date server via location content-location link set-cookie'
  ).split(' '),
);

export const isOwnHeader = (name: string): boolean => own.has(name);

/**
 * The headers of an answer that may be passed on: what the data map names and the purpose may read as it is; not how many
 * records there are, where some may not be seen; and not what names somebody, where the data map says that it tells of nobody.
 */
export function answerHeaders(
  { entry, headers, rows }: ResourceDecision,
  given: Readonly<Record<string, string | string[] | undefined>>,
): readonly (readonly [string, string])[] {
  const passed: (readonly [string, string])[] = [];
  for (const [name, pattern] of plain) {
    const value = single(given, name);
    if (value !== null && pattern.test(value)) passed.push([name, value]);
  }
  for (const [name, { kind }] of headers) {
    const value = kind === 'pass' && !own.has(name) && !plain.has(name) ? single(given, name) : null;
    if (value === null || !shown.test(value) || (rows.length > 0 && isCount(value))) continue;
    if (!tellsOfPeople(entry.headers.get(name)?.category ?? '') && namesSomebody(value)) continue;
    passed.push([name, value]);
  }
  return passed;
}

/** Who may read a category of `user` as it is may read what is in a header of it. */
const tellsOfPeople = (category: string): boolean => categoryCovers('user', category);

/** A header that is there once. */
function single(given: Readonly<Record<string, string | string[] | undefined>>, name: string): string | null {
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  return typeof value === 'string' ? value : null;
}
