import zlib from 'node:zlib';

type Decompress = () => zlib.Gunzip;

/** Node has it from 22.15 on; @types/node for 20 does not know it. */
const create: unknown = (zlib as { createZstdDecompress?: unknown }).createZstdDecompress;

export const canReadZstd = typeof create === 'function';

export const createZstdDecompress = create as Decompress;
