import { expect, test } from 'vitest';
import { fuzzMarkers, MARKER, showsMarker } from './marker-fuzz.js';

test('what a plan does not show comes out in no spelling', () => {
  const forMs = Number(process.env.FUZZ_MS ?? 3_000);
  const seed = Number(process.env.FUZZ_SEED ?? 1);
  const { bodies, bytes } = fuzzMarkers(forMs, seed, () => performance.now());
  expect(bodies).toBeGreaterThan(10);
  expect(bytes).toBeGreaterThan(0);
}, 1_000_000);

test('the marker is seen in every spelling', () => {
  const escaped = [...MARKER].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  for (const out of [
    `{"a":${JSON.stringify(MARKER)}}`,
    `"${escaped}"`,
    `a=${encodeURIComponent(MARKER)}`,
    ...['', 'x', 'xy', 'xyz'].map((before) => Buffer.from(`${before}${MARKER}zz`).toString('base64')),
    Buffer.from(MARKER).toString('hex'),
    `"${MARKER.replaceAll('"', '""')}"`,
    '[740912563]',
  ]) {
    expect(showsMarker(Buffer.from(out))).toBe(true);
  }
  expect(showsMarker(Buffer.from('{"a":"M4rk"}'))).toBe(false);
});
