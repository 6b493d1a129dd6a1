import zlib from 'node:zlib';
import { feed } from './feed.js';
import { zstd, zstdThere } from './zstd.js';

export type AnswerCoding = 'br' | 'zstd' | 'gzip' | 'deflate' | 'identity';

/** Those that are written, the first where a caller likes several alike. */
const written: readonly AnswerCoding[] = zstd === null ? ['br', 'gzip', 'deflate'] : ['br', 'zstd', 'gzip', 'deflate'];

/** Below it compressing gains nothing. */
const FROM_BYTES = 1_024;
/** As good as gzip's usual level, and faster. Brotli's own default takes seconds for a megabyte. */
const BROTLI_QUALITY = 4;

/** The coding that a caller likes best of those that the gateway writes (RFC 9110, 12.5.3). None asked for: none. */
export function chooseCoding(acceptEncoding: string | undefined): AnswerCoding {
  if (acceptEncoding === undefined) return 'identity';
  const weights = new Map<string, number>();
  for (const item of acceptEncoding.split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name, quality === undefined ? 1 : Number(quality));
  }
  const weight = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
  const best = written.reduce((one, other) => (weight(other) > weight(one) ? other : one));
  return weight(best) > 0 ? best : 'identity';
}

export function encodeWhole(
  body: Buffer,
  wanted: AnswerCoding,
): { readonly body: Buffer; readonly coding: AnswerCoding } {
  if (body.length < FROM_BYTES) return { body, coding: 'identity' };
  switch (wanted) {
    case 'identity':
      return { body, coding: wanted };
    case 'br':
      return { body: zlib.brotliCompressSync(body, brotliOptions), coding: wanted };
    case 'zstd':
      return { body: zstdThere().zstdCompressSync(body), coding: wanted };
    case 'gzip':
      return { body: zlib.gzipSync(body), coding: wanted };
    case 'deflate':
      return { body: zlib.deflateSync(body), coding: wanted };
  }
}

/** Each piece comes out when it went in: events of a stream must not wait for one another. */
export async function* encodeStream(source: AsyncIterable<Buffer>, coding: AnswerCoding): AsyncGenerator<Buffer> {
  if (coding === 'identity') {
    yield* source;
    return;
  }
  const encoder = streamEncoder(coding);
  void feed(encoder, source, () => encoder.flush());
  try {
    yield* encoder as AsyncIterable<Buffer>;
  } finally {
    encoder.destroy();
  }
}

function streamEncoder(coding: Exclude<AnswerCoding, 'identity'>): zlib.Gzip | zlib.BrotliCompress {
  switch (coding) {
    case 'br':
      return zlib.createBrotliCompress(brotliOptions);
    case 'zstd':
      return zstdThere().createZstdCompress();
    case 'gzip':
      return zlib.createGzip();
    case 'deflate':
      return zlib.createDeflate();
  }
}

const brotliOptions: zlib.BrotliOptions = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
