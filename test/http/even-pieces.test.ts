import { expect, test } from 'vitest';
import { evenPieces, PIECE_BYTES } from '../../src/http/even-pieces.js';

async function* of(chunks: readonly (Buffer | Promise<Buffer>)[]) {
  for (const chunk of chunks) yield await chunk;
}

async function piecesOf(chunks: readonly (Buffer | Promise<Buffer>)[]) {
  const end = { isThere: false };
  const sizes: (readonly [number, boolean])[] = [];
  const all: Buffer[] = [];
  for await (const piece of evenPieces(of(chunks), end, null)) {
    sizes.push([piece.length, end.isThere]);
    all.push(piece);
  }
  expect(Buffer.concat(all).equals(Buffer.concat(await Promise.all(chunks)))).toBe(true);
  return sizes;
}

test('pieces have one size, whatever they come in', async () => {
  const body = Buffer.alloc(3 * PIECE_BYTES + 5, 'abc');
  for (const size of [1_000, 65_536, PIECE_BYTES, PIECE_BYTES + 1, body.length]) {
    const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
      body.subarray(index * size, (index + 1) * size),
    );
    expect(await piecesOf(chunks)).toEqual([...Array(3).fill([PIECE_BYTES, false]), [5, true]]);
  }
  expect(await piecesOf([])).toEqual([]);
  expect(await piecesOf([Buffer.from('short')])).toEqual([[5, true]]);
});

test('what was decided does not wait for what is slow to come', async () => {
  let come: (rest: Buffer) => void = () => {};
  const rest = new Promise<Buffer>((resolve) => {
    come = resolve;
  });
  const pieces = evenPieces(of([Buffer.from('first'), rest]), { isThere: false }, 20);
  expect((await pieces.next()).value?.toString()).toBe('first');
  come(Buffer.from('rest'));
  expect((await pieces.next()).value?.toString()).toBe('rest');
  expect((await pieces.next()).done).toBe(true);
});

test('what fails while something waits fails', async () => {
  const failing = async function* () {
    yield Buffer.from('first');
    throw new Error('broke off');
  };
  await expect(evenPieces(failing(), { isThere: false }, 1_000).next()).rejects.toThrow('broke off');
});
