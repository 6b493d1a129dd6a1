import { GatewayError } from '../../errors/index.js';
import { zstd } from './zstd.js';

export type ContentCoding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** More layers than these are an attack. */
const codingsMax = 2;

/**
 * The codings of an answer's body, the outermost first (RFC 9110, 8.4). Empty: none.
 *
 * @throws GatewayError `upstream_malformed` for one that can't be read.
 */
export function readContentCodings(header: string | readonly string[] | undefined): readonly ContentCoding[] {
  if (header === undefined) return [];
  const written = typeof header === 'string' ? header : header.join(',');
  const names = written.split(',').map((name) => name.trim().toLowerCase());
  const codings = names.filter((name) => name !== 'identity').map(codingOf);
  if (codings.length > codingsMax) throw unreadable();
  return codings.reverse();
}

function codingOf(name: string): ContentCoding {
  if (name === 'gzip' || name === 'x-gzip') return 'gzip';
  if (name === 'deflate' || name === 'br') return name;
  if (name === 'zstd' && zstd !== null) return name;
  throw unreadable();
}

function unreadable(): GatewayError {
  return new GatewayError('upstream_malformed', 'the content coding of the answer can not be read');
}
