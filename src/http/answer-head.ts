import type { ServerResponse } from 'node:http';
import type { AnswerCoding } from './body/encode.js';

/** What an answer depends on beside its address. */
const VARY = 'Authorization, Damask-Purpose, Sec-GPC, Accept-Encoding';

/**
 * Headers of every answer of a store. Nobody but the asker may keep it: another asker, or this one after a withdrawal, must see
 * something else. There is no validator (ETag, Last-Modified): the store's own would tell of what is hidden.
 */
export function writeAnswerHead(
  response: ServerResponse,
  status: number,
  passed: readonly (readonly [string, string])[],
  body: { readonly contentType: string; readonly coding: AnswerCoding; readonly length: number | null } | null,
): void {
  const headers: string[] = ['Cache-Control', 'private, no-store', 'Vary', VARY, 'X-Content-Type-Options', 'nosniff'];
  for (const [name, value] of passed) headers.push(name, value);
  if (body !== null) {
    headers.push('Content-Type', body.contentType);
    if (body.coding !== 'identity') headers.push('Content-Encoding', body.coding);
    if (body.length !== null) headers.push('Content-Length', String(body.length));
  }
  response.writeHead(status, headers);
}
