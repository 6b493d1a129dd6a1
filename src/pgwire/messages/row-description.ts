import { BodyReader } from '../body-reader.js';
import { cstringBytes, frameBytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

/** Told each column's origin: table OID and attribute number, 0 for an expression. Returns true to stop. */
export type OriginVisitor = (tableOid: number, attributeNumber: number) => boolean;

/**
 * Shows where each column of a RowDescription comes from. Returns true when the visitor stopped.
 *
 * @throws GatewayError `protocol_violation` when the body is broken.
 */
export function visitOrigins(bytes: Buffer, start: number, end: number, visit: OriginVisitor): boolean {
  const body = new BodyReader(bytes, start + 5, end);
  const columns = body.int16();
  for (let column = 0; column < columns; column++) {
    body.skipCString();
    const tableOid = body.uint32();
    const attributeNumber = body.int16();
    // Type OID, type length, type modifier, format.
    body.bytes(12);
    if (visit(tableOid, attributeNumber)) return true;
  }
  return false;
}

/**
 * Names and types of a RowDescription's columns, to be compared: less where they come from, their format, and modifiers, that
 * a mask does not keep.
 */
export function columnsOf(bytes: Buffer, start: number, end: number): string {
  const body = new BodyReader(bytes, start + 5, end);
  const columns: unknown[] = [];
  for (let left = body.int16(); left > 0; left--) {
    const name = body.cstring('latin1');
    // Table OID, attribute number.
    body.bytes(6);
    columns.push(name, body.uint32());
    // Type length, type modifier, format.
    body.bytes(8);
  }
  return JSON.stringify(columns);
}

/** The types of a ParameterDescription's parameters, to be compared. */
export function parametersOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start + 5, end);
}

/** A column of a result that no relation has. */
export interface ResultColumn {
  readonly name: string;
  readonly typeOid: number;
  /** -1: of any length. */
  readonly typeLength: number;
  /** 0: text, 1: binary. */
  readonly format: 0 | 1;
}

export function encodeRowDescription(columns: readonly ResultColumn[]): Buffer {
  const count = Buffer.allocUnsafe(2);
  count.writeInt16BE(columns.length);
  const parts = columns.flatMap(({ name, typeOid, typeLength, format }) => {
    const facts = Buffer.alloc(18);
    facts.writeUInt32BE(typeOid, 6);
    facts.writeInt16BE(typeLength, 10);
    facts.writeInt32BE(-1, 12);
    facts.writeInt16BE(format, 16);
    return [cstringBytes(name), facts];
  });
  return frameBytes(backend.rowDescription, count, ...parts);
}
