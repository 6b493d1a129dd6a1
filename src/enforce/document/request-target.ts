import { GatewayError } from '../../errors/index.js';

/** Where a request goes, read once: what is matched is what is forwarded. */
export interface RequestTarget {
  /** Decoded segments of the path. None is empty, `.` or `..`, none holds a slash. */
  readonly segments: readonly string[];
  readonly endsWithSlash: boolean;
  /** Decoded parameters in their order; each name is there once. */
  readonly query: ReadonlyMap<string, string>;
}

/** As long as a URL may be in practice. */
const targetLengthMax = 8_192;
const parametersMax = 100;

/**
 * Reads the request-target (RFC 9112, 3.2): origin-form alone. Whatever two servers could read in two ways is refused instead
 * of put right: empty and dot segments, encoded slashes, backslashes, dots and percent signs, path parameters behind `;`,
 * bytes that are no UTF-8, a parameter that is given twice.
 *
 * @throws GatewayError `malformed_request`
 */
export function readTarget(text: string): RequestTarget {
  if (text.length > targetLengthMax) throw malformed('the address is too long');
  if (!/^\/[\x21-\x7e]*$/.test(text)) throw malformed('the address is not a path');
  if (text.includes('#')) throw malformed('the address has a fragment');
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const pieces = path.slice(1).split('/');
  const endsWithSlash = pieces.length > 1 && pieces.at(-1) === '';
  if (endsWithSlash || path === '/') pieces.pop();
  return {
    segments: pieces.map(readSegment),
    endsWithSlash,
    query: readQuery(mark < 0 ? '' : text.slice(mark + 1)),
  };
}

function readSegment(raw: string): string {
  // Most are: there is nothing to decode in them, or to doubt.
  if (plain.test(raw)) return raw;
  const segment = decode(raw);
  // A full-width slash is a slash to who reads compatible characters alike.
  if (isAmbiguous(segment) || (notAscii.test(segment) && isAmbiguous(segment.normalize('NFKC')))) {
    throw malformed('the path can be read in more than one way');
  }
  return segment;
}

const plain = /^[A-Za-z0-9_-]+$/;
const notAscii = /[^\x20-\x7e]/;

function isAmbiguous(segment: string): boolean {
  const isOdd = segment === '' || /[/\\;]|^\.{1,2}$|%[0-9a-f]{2}/i.test(segment) || segment.endsWith('.');
  return isOdd || hasControl(segment);
}

function readQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  if (text === '') return query;
  const pairs = text.split('&');
  if (pairs.length > parametersMax) throw malformed('there are too many request parameters');
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const part = (raw: string) => decode(raw.replaceAll('+', ' '));
    const name = part(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : part(pair.slice(equals + 1));
    if (name === '' || hasControl(name) || hasControl(value)) throw malformed('a request parameter is malformed');
    if (query.has(name)) throw malformed('a request parameter is given twice');
    query.set(name, value);
  }
  return query;
}

function decode(text: string): string {
  try {
    // Throws for what is no UTF-8 or no escape.
    return decodeURIComponent(text);
  } catch {
    throw malformed('the address has a broken escape');
  }
}

const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);

function malformed(message: string): GatewayError {
  return new GatewayError('malformed_request', message);
}
