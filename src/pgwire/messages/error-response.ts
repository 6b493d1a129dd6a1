import type { GatewayError } from '../../errors/index.js';
import { BodyReader, invalidFormat } from '../body-reader.js';
import { cstringBytes, frameBytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

/** By field code (`S`, `V`, `C`, `M`, `D`, `H`, `P` …). Docs: "Error and Notice Message Fields". Every field is optional. */
export type ErrorFields = ReadonlyMap<string, string>;

const NUL = Buffer.alloc(1);

/** The fields of an ErrorResponse or NoticeResponse. */
export function decodeErrorFields(bytes: Buffer, start: number, end: number): Map<string, string> {
  const body = new BodyReader(bytes, start + 5, end);
  const fields = new Map<string, string>();
  for (;;) {
    const code = body.byte();
    if (code === 0) break;
    fields.set(String.fromCharCode(code), body.cstring());
  }
  if (!body.isAtEnd) throw invalidFormat();
  return fields;
}

export function encodeErrorResponse(fields: ErrorFields): Buffer {
  return frameBytes(backend.errorResponse, ...fieldBytes(fields));
}

export function encodeNoticeResponse(fields: ErrorFields): Buffer {
  return frameBytes(backend.noticeResponse, ...fieldBytes(fields));
}

/** What the gateway itself says. FATAL is followed by the end of the connection. */
export function errorResponseOf(error: GatewayError, severity: 'ERROR' | 'FATAL'): Buffer {
  const fields = new Map([
    ['S', severity],
    ['V', severity],
    ['C', error.sqlstate],
    ['M', error.message],
  ]);
  if (error.detail !== undefined) fields.set('D', error.detail);
  if (error.hint !== undefined) fields.set('H', error.hint);
  if (error.position !== undefined) fields.set('P', String(error.position));
  if (error.routine !== undefined) fields.set('R', error.routine);
  return encodeErrorResponse(fields);
}

function fieldBytes(fields: ErrorFields): Buffer[] {
  const parts: Buffer[] = [];
  for (const [code, value] of fields) parts.push(Buffer.from(code, 'latin1'), cstringBytes(value));
  parts.push(NUL);
  return parts;
}
