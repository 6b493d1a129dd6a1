/** As much of what comes out is looked at before any of it is sent, and is sent at once. */
export const PIECE_BYTES = 256 * 1024;

/** What was decided by somebody's consent does not wait longer than this for more: it could be withdrawn meanwhile. */
export const WILL_WAITS_MS = 100;

/**
 * The same bytes in pieces of one size, but for the last, and for what has waited for `waitMs`; null: it may wait. `end` tells
 * whether all have come.
 */
export async function* evenPieces(
  source: AsyncIterable<Buffer>,
  end: { isThere: boolean },
  waitMs: number | null,
): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  let waiting: Buffer[] = [];
  let bytes = 0;
  let since = 0;
  try {
    for (;;) {
      const coming = iterator.next();
      if (waitMs !== null && bytes > 0 && (await isLate(coming, since + waitMs - performance.now()))) {
        yield Buffer.concat(waiting, bytes);
        [waiting, bytes] = [[], 0];
      }
      const next = await coming;
      if (next.done === true) break;
      if (bytes === 0) since = performance.now();
      waiting.push(next.value);
      bytes += next.value.length;
      if (bytes < PIECE_BYTES) continue;
      let whole = Buffer.concat(waiting, bytes);
      for (; whole.length >= PIECE_BYTES; whole = whole.subarray(PIECE_BYTES)) yield whole.subarray(0, PIECE_BYTES);
      [waiting, bytes, since] = [whole.length > 0 ? [whole] : [], whole.length, performance.now()];
    }
    end.isThere = true;
    if (bytes > 0) yield Buffer.concat(waiting, bytes);
  } finally {
    // Not waited for: what is under way there may come late, or never.
    void iterator.return?.(undefined).catch(() => {});
  }
}

/** True: it does not come within so many milliseconds. @throws what it throws. */
async function isLate(coming: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<true>((resolve) => {
    timer = setTimeout(() => resolve(true), Math.max(0, ms));
  });
  try {
    return (await Promise.race([coming.then(() => false), late])) === true;
  } finally {
    clearTimeout(timer);
  }
}
