import { BodyReader } from '../body-reader.js';

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
