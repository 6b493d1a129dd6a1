import { expect, test } from 'vitest';
import { ParserInstance, type ParserLibrary } from '../../src/sql/parser-instance.js';
import { ParserInstances } from '../../src/sql/parser-instances.js';

/** A library that answers nothing; `use` is what matters here. */
function libraryOf(memoryBytes = 0): ParserLibrary {
  return { HEAPU8: { length: memoryBytes } as Uint8Array } as ParserLibrary;
}

test('two instances are made ahead of time, and one is used', async () => {
  let made = 0;
  const instances = new ParserInstances(async () => {
    made += 1;
    return libraryOf();
  });
  await instances.load();
  await instances.load();
  expect(made).toBe(2);
  const first = instances.use((instance) => instance);
  expect(instances.use((instance) => instance)).toBe(first);
});

test('nothing is parsed before it is loaded', () => {
  const instances = new ParserInstances(async () => libraryOf());
  expect(() => instances.use(() => 1)).toThrow('the parser is not loaded');
});

test('an instance that broke is never used again; the spare one takes its place at once', async () => {
  const instances = new ParserInstances(async () => libraryOf());
  await instances.load();
  const seen = new Set<ParserInstance>();
  for (let round = 0; round < 5; round += 1) {
    expect(() =>
      instances.use((instance) => {
        expect(seen.has(instance)).toBe(false);
        seen.add(instance);
        throw new RangeError('Maximum call stack size exceeded');
      }),
    ).toThrow(RangeError);
    expect(instances.use((instance) => seen.has(instance))).toBe(false);
    await instances.load();
  }
});

test('two that break in one turn leave none, until new ones are made', async () => {
  const instances = new ParserInstances(async () => libraryOf());
  await instances.load();
  const broken = () => {
    throw new RangeError('Maximum call stack size exceeded');
  };
  expect(() => instances.use(broken)).toThrow(RangeError);
  expect(() => instances.use(broken)).toThrow(RangeError);
  expect(() => instances.use(() => 1)).toThrow('the parser is not loaded');
  await instances.load();
  expect(instances.use(() => 1)).toBe(1);
});

test('an instance that can not be made is tried for again', async () => {
  let attempts = 0;
  const instances = new ParserInstances(async () => {
    attempts += 1;
    if (attempts === 3) throw new Error('out of memory');
    return libraryOf();
  });
  await instances.load();
  expect(() =>
    instances.use(() => {
      throw new RangeError();
    }),
  ).toThrow(RangeError);
  await new Promise((resolve) => setImmediate(resolve));
  expect(attempts).toBe(3);
  expect(instances.use(() => 1)).toBe(1);
  await instances.load();
  expect(attempts).toBe(4);
});

test('an instance that grew too large gives way to a new one', async () => {
  const instances = new ParserInstances(async () => libraryOf(600 * 1024 * 1024));
  await instances.load();
  const first = instances.use((instance) => instance);
  expect(instances.use((instance) => instance)).not.toBe(first);
});

/** A library whose memory holds what its parser answers: an error whose strings are absent. */
function answering(result: number): ParserLibrary {
  const HEAPU8 = new Uint8Array(256);
  const words = new DataView(HEAPU8.buffer);
  words.setInt32(64 + 8, 96, true);
  words.setInt32(96 + 16, 7, true);
  return {
    _malloc: () => 8,
    _free: () => {},
    getValue: (pointer) => words.getInt32(pointer, true),
    _wasm_parse_query_raw: () => result,
    _wasm_free_parse_result: () => {},
    HEAPU8,
  };
}

test('a parser that is out of memory throws', () => {
  expect(() => new ParserInstance(answering(0)).parse('SELECT 1')).toThrow('the parser is out of memory');
});

test('a complaint without words is one', () => {
  expect(new ParserInstance(answering(64)).parse('SELECT 1')).toEqual({
    kind: 'complaint',
    complaint: { message: '', functionName: '', position: 7 },
  });
});
