import zlib from 'node:zlib';
import { GatewayError } from '../../errors/index.js';
import type { ContentCoding } from './content-coding.js';
import { feed } from './feed.js';
import { zstdReading, zstdThere } from './zstd.js';

/** Text of an API compresses to a twentieth; what goes beyond this is a bomb. */
const RATIO_MAX = 200;
/** Below it no ratio is suspicious, and as much is decoded at once. */
const RATIO_FROM_BYTES = 1024 * 1024;

/**
 * A short body without its codings. Every byte of it must belong to what was compressed. Null: it is not short without them, and is
 * to be decoded bit by bit, so that nobody waits for it.
 *
 * @throws GatewayError `upstream_malformed`
 */
export function decodeWhole(body: Buffer, codings: readonly ContentCoding[]): Buffer | null {
  let decoded: Buffer | null = body;
  for (const coding of codings) {
    decoded = decodeLayer(decoded, coding);
    if (decoded === null) return null;
  }
  return decoded;
}

function decodeLayer(body: Buffer, coding: ContentCoding): Buffer | null {
  try {
    const decoded = syncDecoder(body, coding)(body, {
      maxOutputLength: RATIO_FROM_BYTES,
      info: true,
    } as zlib.ZlibOptions) as unknown as Decoded;
    if (decoded.engine.bytesWritten !== body.length) throw new Error('bytes are left over');
    return decoded.buffer;
  } catch (fault) {
    if (fault instanceof RangeError) return null;
    throw decodingFault(fault);
  }
}

interface Decoded {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function syncDecoder(body: Buffer, coding: ContentCoding): (bytes: Buffer, options: zlib.ZlibOptions) => Buffer {
  switch (coding) {
    case 'gzip':
      return zlib.gunzipSync;
    case 'deflate':
      return hasZlibHead(body) ? zlib.inflateSync : zlib.inflateRawSync;
    case 'br':
      return zlib.brotliDecompressSync as (bytes: Buffer, options: zlib.ZlibOptions) => Buffer;
    case 'zstd':
      return (bytes, options) => zstdThere().zstdDecompressSync(bytes, { ...zstdReading, ...options });
  }
}

/** `deflate` means zlib (RFC 1950), and servers send raw deflate (RFC 1951) under that name. A zlib head is a multiple of 31. */
function hasZlibHead(body: Uint8Array): boolean {
  return (
    body.length >= 2 &&
    ((body[0] as number) & 0x0f) === 8 &&
    (((body[0] as number) << 8) | (body[1] as number)) % 31 === 0
  );
}

/**
 * A body that comes bit by bit, without its codings.
 *
 * @throws GatewayError `upstream_malformed`, or `upstream_too_large` when more than `bytesMax` comes out, or more than a bomb's share.
 */
export async function* decodeStream(
  source: AsyncIterable<Buffer>,
  codings: readonly ContentCoding[],
  bytesMax: number,
): AsyncGenerator<Buffer> {
  let bytesIn = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytesIn += chunk.length;
      yield chunk;
    }
  }
  let decoded: AsyncIterable<Buffer> = counted();
  for (const coding of codings) decoded = decodeStreamLayer(decoded, coding);
  let bytes = 0;
  for await (const chunk of decoded) {
    bytes += chunk.length;
    // Of all layers together: two of them would otherwise multiply.
    if (bytes > bytesMax || growsTooMuch(bytesIn, bytes)) throw tooLarge();
    yield chunk;
  }
}

const growsTooMuch = (bytesIn: number, bytesOut: number): boolean =>
  bytesOut > RATIO_FROM_BYTES && bytesOut > bytesIn * RATIO_MAX;

async function* decodeStreamLayer(source: AsyncIterable<Buffer>, coding: ContentCoding): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await firstBytes(iterator);
  if (first === null) throw decodingFault(null);
  const decoder = streamDecoder(first, coding);
  const fed = feed(decoder, chain(first, iterator));
  let bytesOut = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      bytesOut += chunk.length;
      if (growsTooMuch(decoder.bytesWritten, bytesOut)) throw tooLarge();
      yield chunk;
    }
    if (decoder.bytesWritten !== (await fed)) throw new Error('bytes are left over');
  } catch (fault) {
    throw decodingFault(fault);
  } finally {
    decoder.destroy();
    await iterator.return?.();
  }
}

/** Two bytes and what came with them: by those one can tell which of its two formats `deflate` is. Null: nothing came. */
async function firstBytes(iterator: AsyncIterator<Buffer>): Promise<Buffer | null> {
  let bytes: Buffer | null = null;
  while (bytes === null || bytes.length < 2) {
    const next = await iterator.next();
    if (next.done === true) return bytes;
    bytes = bytes === null ? next.value : Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

type Decoder = zlib.Gunzip | zlib.BrotliDecompress;

function streamDecoder(first: Buffer, coding: ContentCoding): Decoder {
  switch (coding) {
    case 'gzip':
      return zlib.createGunzip();
    case 'deflate':
      return hasZlibHead(first) ? zlib.createInflate() : zlib.createInflateRaw();
    case 'br':
      return zlib.createBrotliDecompress();
    case 'zstd':
      return zstdThere().createZstdDecompress(zstdReading);
  }
}

async function* chain(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function decodingFault(fault: unknown): GatewayError {
  if (fault instanceof GatewayError) return fault;
  if (fault instanceof RangeError) return tooLarge();
  return new GatewayError('upstream_malformed', 'the body of the answer is not coded as it says', { cause: fault });
}

function tooLarge(): GatewayError {
  return new GatewayError(
    'upstream_too_large',
    'the body of the answer is too large, or grows too much when decompressed',
  );
}
