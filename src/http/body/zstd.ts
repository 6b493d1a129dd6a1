import zlib from 'node:zlib';

interface Zstd {
  readonly zstdCompressSync: (bytes: Buffer) => Buffer;
  readonly zstdDecompressSync: (bytes: Buffer, options: zlib.ZlibOptions) => Buffer;
  readonly createZstdCompress: () => zlib.Gzip;
  readonly createZstdDecompress: (options: zlib.ZlibOptions) => zlib.Gunzip;
}

/** Zstandard (RFC 8878). Node has it from 22.15 on, and @types/node for 20 does not know it. Null: it is not there. */
export const zstd: Zstd | null = 'zstdDecompressSync' in zlib ? (zlib as unknown as Zstd) : null;

/** 2^23: a window of more than 8 MB may not be asked for (RFC 9659). */
const windowLogMax = 23;

const windowLogKey = (zlib.constants as Readonly<Record<string, number>>).ZSTD_d_windowLogMax;

/** How it is read: what comes in can't make the reader take more memory than that. */
export const zstdReading = (
  windowLogKey === undefined ? {} : { params: { [windowLogKey]: windowLogMax } }
) as zlib.ZlibOptions;

/** @throws TypeError where it is not there: whoever looks is asked first. */
export function zstdThere(): Zstd {
  if (zstd === null) throw new TypeError('this Node.js has no zstd');
  return zstd;
}
