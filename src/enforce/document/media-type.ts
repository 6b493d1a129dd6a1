import type { BodyFormat } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';

const sent: Readonly<Record<BodyFormat, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  'json-seq': 'application/json-seq',
  sse: 'text/event-stream',
  csv: 'text/csv; charset=utf-8',
  form: 'application/x-www-form-urlencoded',
};

/** The media type of a format, as the gateway sends and asks for it. */
export const mediaTypeOf = (format: BodyFormat): string => sent[format];

/** Formats by the media types that mean them. A type that is not here tells nothing, and the data map decides. */
function formatOf(type: string): BodyFormat | 'other' | null {
  if (type === 'application/json' || type === 'text/json' || /^[a-z]+\/[a-z0-9.!#$&^_-]+\+json$/.test(type))
    return 'json';
  if (['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'].includes(type))
    return 'ndjson';
  if (type === 'application/json-seq' || type.endsWith('+json-seq')) return 'json-seq';
  if (type === 'text/event-stream') return 'sse';
  if (type === 'text/csv') return 'csv';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  return /^(text\/plain|application\/octet-stream)$/.test(type) ? null : 'other';
}

/**
 * May a body under this Content-Type be read as `format`? What the data map says decides: a type that tells nothing
 * (`text/plain`, none) is read as declared, one that says something else is not.
 */
export function contentTypeRefusal(contentType: string | undefined, format: BodyFormat): GatewayError | null {
  if (contentType === undefined) return null;
  const parsed = readMediaType(contentType);
  if (parsed === null) return malformed('the content type of the answer is malformed');
  if (
    parsed.charset !== null &&
    parsed.charset !== 'utf-8' &&
    parsed.charset !== 'utf8' &&
    parsed.charset !== 'us-ascii'
  ) {
    return malformed('the answer is not in UTF-8');
  }
  const meant = formatOf(parsed.type);
  if (meant === null || meant === format) return null;
  return malformed(`the answer is not of the declared format \`${format}\``);
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const mediaType = new RegExp(`^\\s*(${token}/${token})((?:\\s*;\\s*${token}=(?:${token}|"[^"\\\\]*"))*)\\s*;?\\s*$`);

/** Null for what RFC 9110, 8.3.1, doesn't know, a list among it. */
export function readMediaType(text: string): { readonly type: string; readonly charset: string | null } | null {
  const found = mediaType.exec(text);
  if (found === null) return null;
  const charset = /;\s*charset="?([^";]+)"?/gi;
  const all = [...(found[2] ?? '').matchAll(charset)].map(([, name]) => (name ?? '').trim().toLowerCase());
  if (all.length > 1) return null;
  return { type: (found[1] ?? '').toLowerCase(), charset: all[0] ?? null };
}

/** Does an Accept header (RFC 9110, 12.5.1) take the type? None takes everything. */
export function accepts(accept: string | undefined, sentType: string): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const [type = '', subtype = ''] = (sentType.split(';', 1)[0] ?? '').split('/');
  return accept.split(',').some((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) return false;
    return (
      name === '*/*' ||
      name === `${type}/*` ||
      name === `${type}/${subtype}` ||
      (subtype === 'json' && name === 'application/*+json')
    );
  });
}

function malformed(message: string): GatewayError {
  return new GatewayError('upstream_malformed', message);
}
