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
