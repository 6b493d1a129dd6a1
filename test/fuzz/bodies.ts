import { fuzzMarkers, plantedBody, sendInstead } from '../json/marker-fuzz.js';
import type { Random } from '../oracle/random.js';
import type { Target } from './fuzz.js';
import { mutate } from './mutate.js';

/** Of the seed, before the body. */
const seedBytes = 4;

/**
 * JSON, NDJSON, JSON sequences, server-sent events, CSV and forms: as they were planted nothing of the marker comes out, and
 * mutated they come out or are refused. An input is the seed of its plan, and the body.
 */
export const bodies: Target = {
  corpus: [],
  make(random: Random): Buffer {
    const seed = random.integer(0, 2 ** 31 - 1);
    const head = Buffer.alloc(seedBytes);
    head.writeUInt32BE(seed);
    return Buffer.concat([head, mutate(plantedBody(seed), [plantedBody(seed + 1)], random)]);
  },
  tryOut(input: Buffer): string | null {
    const seed = input.readUInt32BE(0);
    fuzzMarkers(0, seed, () => 0);
    sendInstead(seed, input.subarray(seedBytes));
    return null;
  },
};
