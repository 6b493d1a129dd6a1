import { BodyReader } from '../body-reader.js';

/**
 * How many elements there are at most in the arrays that a Bind brings for `parameters` (`$1` is 1), as text or binary
 * (PostgreSQL docs, 55.7; src/backend/utils/adt/arrayfuncs.c, array_recv). What is no array a server takes for an error.
 *
 * @throws GatewayError when the body is broken.
 */
export function countElements(bytes: Buffer, start: number, end: number, parameters: readonly number[]): number {
  const body = new BodyReader(bytes, start + 5, end);
  body.skipCString();
  body.skipCString();
  const formats = Array.from({ length: body.uint16() }, () => body.int16());
  const count = body.uint16();
  let elements = 0;
  for (let parameter = 1; parameter <= count; parameter += 1) {
    const length = body.int32();
    if (length < 0) continue;
    const value = body.bytes(length);
    if (!parameters.includes(parameter)) continue;
    const format = formats.length === 1 ? formats[0] : (formats[parameter - 1] ?? 0);
    elements += format === 0 ? inText(value) : inBinary(value);
  }
  return elements;
}

const comma = 0x2c;

/** Each but the last has a comma behind it, and one within quotes counts for more. */
function inText(value: Buffer): number {
  let count = 1;
  for (const byte of value) if (byte === comma) count += 1;
  return count;
}

const headBytes = 12;
const dimensionBytes = 8;
/** MAXDIM. */
const dimensionsMax = 6;

/** How many dimensions, whether there are NULLs, the elements' type; then for each dimension how long it is, and where it begins. */
function inBinary(value: Buffer): number {
  if (value.length < headBytes) return value.length;
  const dimensions = value.readInt32BE(0);
  if (dimensions < 0 || dimensions > dimensionsMax || value.length < headBytes + dimensions * dimensionBytes)
    return value.length;
  let count = dimensions === 0 ? 0 : 1;
  for (let at = 0; at < dimensions; at += 1) count *= Math.max(0, value.readInt32BE(headBytes + at * dimensionBytes));
  return count;
}
