import { BodyReader, invalidFormat } from '../body-reader.js';
import { cutName } from '../cut-name.js';
import { cstringBytes, frameBytes } from '../frame-bytes.js';
import { frontend } from '../message-types.js';

/** The body that Describe and Close share: a prepared statement or a portal. The name is bytes as latin1, cut as `cutName` has it. */
export interface NamedTarget {
  readonly kind: 'statement' | 'portal';
  readonly name: string;
}

const STATEMENT = 0x53;
const PORTAL = 0x50;

export function decodeNamedTarget(bytes: Buffer, start: number, end: number): NamedTarget {
  const body = new BodyReader(bytes, start + 5, end);
  const kind = body.byte();
  if (kind !== STATEMENT && kind !== PORTAL) throw invalidFormat();
  const name = cutName(body.cstring('latin1'));
  if (!body.isAtEnd) throw invalidFormat();
  return { kind: kind === STATEMENT ? 'statement' : 'portal', name };
}

export function encodeDescribe(target: NamedTarget): Buffer {
  return encodeNamed(frontend.describe, target);
}

export function encodeClose(target: NamedTarget): Buffer {
  return encodeNamed(frontend.close, target);
}

function encodeNamed(type: number, { kind, name }: NamedTarget): Buffer {
  return frameBytes(type, Buffer.of(kind === 'statement' ? STATEMENT : PORTAL), cstringBytes(name, 'latin1'));
}
