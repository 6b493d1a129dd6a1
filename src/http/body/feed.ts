import type { Transform } from 'node:stream';

/**
 * Writes all of a source to a coder, as fast as it takes it, and ends it. Gives the number of bytes. Never rejects: what the
 * source throws destroys the coder, and whoever reads that sees it.
 */
export async function feed(
  coder: Transform,
  source: AsyncIterable<Buffer>,
  afterEach: () => void = () => {},
): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += chunk.length;
      await written(coder, chunk);
      if (coder.destroyed) return bytes;
      afterEach();
    }
    coder.end();
  } catch (fault) {
    coder.destroy(fault instanceof Error ? fault : new Error('the source failed'));
  }
  return bytes;
}

/** Resolves when the coder has taken the chunk, or is gone. */
function written(coder: Transform, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    coder.once('close', resolve);
    coder.write(chunk, () => {
      coder.off('close', resolve);
      resolve();
    });
  });
}
