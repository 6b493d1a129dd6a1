import { BodyReader } from '../body-reader.js';
import { frameBytes, int32Bytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

const NULL_LENGTH = int32Bytes(-1);

/** A row of values that are encoded already, in text or binary as its columns say; null stands for NULL. */
export function encodeDataRow(values: readonly (Buffer | null)[]): Buffer {
  const count = Buffer.allocUnsafe(2);
  count.writeInt16BE(values.length);
  const parts = values.flatMap((value) => (value === null ? [NULL_LENGTH] : [int32Bytes(value.length), value]));
  return frameBytes(backend.dataRow, count, ...parts);
}

/**
 * The values of a row, as its columns' formats have them; null stands for NULL.
 *
 * @throws GatewayError `protocol_violation` when the body is broken.
 */
export function decodeDataRow(bytes: Buffer, start: number, end: number): readonly (Buffer | null)[] {
  const body = new BodyReader(bytes, start + 5, end);
  const count = body.int16();
  return Array.from({ length: Math.max(count, 0) }, () => {
    const length = body.int32();
    return length < 0 ? null : body.bytes(length);
  });
}
