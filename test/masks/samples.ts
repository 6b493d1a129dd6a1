import fc from 'fast-check';
import type { ColumnType } from '../../src/masks/index.js';

/** A column type and texts that PostgreSQL takes in it: edges by hand, and more drawn with a fixed seed. */
export interface TypeSamples {
  readonly type: ColumnType;
  readonly values: readonly string[];
}

const drawn = 150;

function draw<T>(seed: number, arbitrary: fc.Arbitrary<T>, count = drawn): T[] {
  return fc.sample(arbitrary, { seed, numRuns: count });
}

const two = (part: number) => part.toString().padStart(2, '0');
const storable = (text: string) => !/[\0\p{Cs}]/u.test(text);

const edgeTexts = [
  '',
  ' ',
  '   trailing   ',
  'a',
  'ab',
  'abc',
  'abcd',
  'abcde',
  '1234567',
  '12345678',
  '123-45-6789',
  'Ada Lovelace',
  'Żółć Gęślą',
  'e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301',
  '👩‍👩‍👧‍👦👩🏽‍🚀🏴‍☠️ family',
  '😀',
  '😀😁😂🤣😃😄😅😆😉😊',
  'שלום עולם, مرحبا بالعالم',
  '\u202eright to left override\u202c',
  '漢字かな交じり文',
  "it's a \\ back'slash\\'",
  '%_%\\%',
  'line\nbreak\r\n\ttab',
  '\u0001\u007f\u0080\u00a0\u2028\ufeff\uffff',
  'ada@example.com',
  '@example.com',
  'ada@',
  '@',
  '"a@b"@example.com',
  'ada@exämple.de',
  'Ada <ada@example.com>',
  'reach me @ home, 555-1234',
  'ada@example.com\n',
  'ada@example.com ',
  `x@${'d'.repeat(253)}`,
  `x@${'d'.repeat(254)}`,
  '2024-05-17',
  '2024-05-17 ',
  '2024-05-17T10:11:12Z',
  '2024-05-17 10:11:12.123456+05:30',
  '2024-05-17T10:11+0200 and more',
  '2024-13-17',
  '0000-01-01',
  '１２３４-０５-１７',
  '2024-05-17\n',
  '[redacted]',
  '*'.repeat(300),
  'x'.repeat(255),
  'y'.repeat(263),
  'é'.repeat(70),
];

const longTexts = [
  'a'.repeat(100_000),
  '😀é'.repeat(25_000),
  `${'l'.repeat(100_000)}@example.com`,
  `a@${'b.'.repeat(50_000)}`,
];

const textArbitrary = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
    fc.emailAddress(),
    fc.tuple(fc.string({ maxLength: 8 }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
    fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
      .map(([year, month, day]) => `${year.toString().padStart(4, '0')}-${two(month)}-${two(day)}`),
  )
  .filter(storable);

const texts = [...edgeTexts, ...longTexts, ...draw(1, textArbitrary)];

const characters = (text: string) => [...text];
const shortTexts = (length: number) => texts.map((text) => characters(text).slice(0, length).join(''));

function clipBytes(text: string): string {
  let clipped = '';
  for (const character of text) {
    if (Buffer.byteLength(clipped + character) > 63) break;
    clipped += character;
  }
  return clipped;
}

function integers(bits: bigint): string[] {
  const half = 1n << (bits - 1n);
  const edges = [-half, -half + 1n, -half + 49n, -half + 50n, half - 1n, half - 2n, half - 50n, half - 51n];
  const small = [
    0n,
    1n,
    -1n,
    2n,
    24n,
    25n,
    26n,
    49n,
    50n,
    51n,
    74n,
    75n,
    99n,
    100n,
    127n,
    128n,
    255n,
    256n,
    -25n,
    -50n,
    -51n,
  ];
  const random = draw(2, fc.bigInt({ min: -half, max: half - 1n }));
  const near = draw(3, fc.bigInt({ min: -1000n, max: 1000n }));
  return [...edges, ...small, ...random, ...near].map(String);
}

const decimalArbitrary = (whole: number, fraction: number) =>
  fc
    .tuple(
      fc.boolean(),
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: whole }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: fraction }),
    )
    .map(([negative, before, after]) => `${negative ? '-' : ''}${before}${after === '' ? '' : `.${after}`}`);

const plainNumerics = [
  '0',
  '-0',
  '0.00',
  '1',
  '-1',
  '49.99',
  '50',
  '-49.99',
  '-50',
  '-50.01',
  '25',
  '24.99',
  '-25',
  '0.05',
  '0.1',
  '0.15',
  '-0.05',
];

const unlimitedNumerics = [
  ...plainNumerics,
  'NaN',
  'Infinity',
  '-Infinity',
  '99.99999999999999999999999999999999',
  '-0.00000000000000000000000001',
  '9'.repeat(131_072),
  `-${'9'.repeat(129_000)}.${'7'.repeat(16_000)}`,
  `0.${'0'.repeat(16_000)}1`,
  ...draw(4, decimalArbitrary(40, 30)),
  ...draw(5, decimalArbitrary(4, 3)),
];

const float8Bits = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((bits) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
});
const float4Bits = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((bits) => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  return view.getFloat32(0);
});

const commonFloats = [
  '0',
  '-0',
  'NaN',
  'Infinity',
  '-Infinity',
  '1',
  '-1',
  '0.1',
  '49.99',
  '50',
  '-50',
  '-49.5',
  '25',
  '75',
  '24.999999',
  '0.05',
  '1e-7',
  '16777216',
  '1e+20',
  '-1e+20',
  '9007199254740993',
  '1e23',
  '1e22',
  '123456.5',
];
const float8s = [
  ...commonFloats,
  '5e-324',
  '-5e-324',
  '2.2250738585072014e-308',
  '1.7976931348623157e+308',
  '-1.7976931348623157e+308',
  '1e290',
  '9.999999999999999e289',
  '1e-320',
  ...draw(6, float8Bits).map((value) => String(value)),
  ...draw(7, fc.double({ min: -1e6, max: 1e6, noNaN: true })).map((value) => String(value)),
];
const float4s = [
  ...commonFloats,
  '1e-45',
  '-1e-45',
  '1.1754944e-38',
  '3.4028235e+38',
  '-3.4028235e+38',
  ...draw(8, float4Bits).map((value) => (Number.isFinite(value) ? value.toPrecision(9) : String(value))),
  ...draw(9, fc.double({ min: -1e6, max: 1e6, noNaN: true })).map((value) => Math.fround(value).toPrecision(9)),
];

const dayArbitrary = (yearMax: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: yearMax }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map(([year, month, day]) => `${year.toString().padStart(4, '0')}-${two(month)}-${two(day)}`);

const edgeDays = [
  '0001-01-01',
  '0001-12-31 BC',
  '0001-01-01 BC',
  '0005-02-29 BC',
  '4713-01-01 BC',
  '4714-11-24 BC',
  '4714-11-30 BC',
  '4714-12-01 BC',
  '4714-12-31 BC',
  '4713-02-01 BC',
  '1582-10-15',
  '1900-02-28',
  '1969-12-31',
  '1970-01-01',
  '2000-02-29',
  '2024-02-29',
  '2024-12-31',
  '9999-12-31',
  '10000-01-01',
];

const dates = [
  ...edgeDays,
  'infinity',
  '-infinity',
  '294277-01-01',
  '5874897-12-31',
  ...draw(10, dayArbitrary(9999)),
  ...draw(11, dayArbitrary(5_874_896)),
  ...draw(12, dayArbitrary(4712)).map((day) => `${day} BC`),
];

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([hour, minute, micro]) => `${two(hour)}:${two(minute)}:07.${micro.toString().padStart(6, '0')}`);
const withClock = (seed: number, days: readonly string[]) => {
  const clocks = draw(seed, clock, days.length);
  return days.map((day, index) => day.replace(/( BC)?$/, ` ${clocks[index]}$1`));
};
const timestamps = [
  'infinity',
  '-infinity',
  '4714-11-24 00:00:00 BC',
  '4713-12-31 23:59:59.999999 BC',
  '294276-12-31 23:59:59.999999',
  '1999-12-31 23:59:59.999999',
  '2000-01-01 00:00:00',
  ...withClock(13, edgeDays),
  ...withClock(14, draw(15, dayArbitrary(294_276))),
  ...withClock(
    16,
    draw(17, dayArbitrary(4712)).map((day) => `${day} BC`),
  ),
];
const isFiniteText = (text: string) => !text.includes('infinity');
const timestamptzs = timestamps.map((text) => (isFiniteText(text) ? text.replace(/( BC)?$/, '+00$1') : text));

const uuids = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', ...draw(18, fc.uuid())];

const hosts = [
  '0.0.0.0',
  '255.255.255.255',
  '10.1.2.3',
  '192.168.100.128/25',
  '10.0.0.7/8',
  '::',
  '::1',
  '::2/127',
  '::ffff:1.2.3.4',
  '::1.2.3.4',
  '::ffff:0:0/96',
  '2001:db8::1',
  '2001:db8:0:1:1:1:1:1',
  '2001:0:0:1::/64',
  'fe80::1:0:0:1/10',
  '1:0:0:2:0:0:0:3',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '::/0',
  '0.0.0.0/0',
  ...draw(19, fc.ipV4()),
  ...draw(20, fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))).map(([ip, bits]) => `${ip}/${bits}`),
  ...draw(21, fc.ipV6()),
  ...draw(22, fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }))).map(([ip, bits]) => `${ip}/${bits}`),
];

const jsons = ['{}', '[]', 'null', '"ada"', '{"b": 1, "a": [1, 2.50, "x"]}', '12.5'];

const type = (typname: string, declared: string): ColumnType => ({ typname, declared });

/** `network(x)` first, so that PostgreSQL takes it as cidr. */
const cidrs = [
  '10.1.2.0/24',
  '10.0.0.0/8',
  '0.0.0.0/0',
  '1.2.3.4/32',
  '::/0',
  '2001:db8::/32',
  '2001:db8:1:2::/64',
  '::1/128',
  '::ffff:1.2.3.4/128',
];

export const samples: readonly TypeSamples[] = [
  { type: type('text', 'text'), values: texts },
  { type: type('varchar', 'character varying'), values: texts },
  { type: type('varchar', 'character varying(50)'), values: shortTexts(50) },
  { type: type('varchar', 'character varying(12)'), values: shortTexts(12) },
  { type: type('varchar', 'character varying(1)'), values: shortTexts(1) },
  { type: type('bpchar', 'character(12)'), values: shortTexts(12) },
  { type: type('bpchar', 'character(1)'), values: shortTexts(1) },
  { type: type('bpchar', 'bpchar'), values: texts },
  { type: type('name', 'name'), values: texts.map(clipBytes) },
  { type: type('citext', 'ext.citext'), values: texts },
  { type: type('int2', 'smallint'), values: integers(16n) },
  { type: type('int4', 'integer'), values: integers(32n) },
  { type: type('int8', 'bigint'), values: integers(64n) },
  { type: type('numeric', 'numeric'), values: unlimitedNumerics },
  {
    type: type('numeric', 'numeric(12,2)'),
    values: [...plainNumerics, 'NaN', '9999999999.99', '-9999999999.99', ...draw(23, decimalArbitrary(10, 2))],
  },
  { type: type('numeric', 'numeric(3,0)'), values: ['0', '999', '-999', '950', '949', '-951', 'NaN', '50', '25'] },
  { type: type('numeric', 'numeric(3,-2)'), values: ['0', '99900', '-99900', '100', '1200', 'NaN'] },
  { type: type('numeric', 'numeric(3,5)'), values: ['0', '0.00999', '-0.00999', '0.00500', '0.00049'] },
  { type: type('float4', 'real'), values: float4s },
  { type: type('float8', 'double precision'), values: float8s },
  { type: type('bool', 'boolean'), values: ['t', 'f'] },
  { type: type('date', 'date'), values: dates },
  { type: type('timestamp', 'timestamp without time zone'), values: timestamps },
  {
    type: type('timestamp', 'timestamp(3) without time zone'),
    values: timestamps.filter((text) => !text.startsWith('294276-12-31')),
  },
  { type: type('timestamptz', 'timestamp with time zone'), values: timestamptzs },
  {
    type: type('timestamptz', 'timestamp(0) with time zone'),
    values: timestamptzs.filter((text) => !text.startsWith('294276-12-31')),
  },
  { type: type('time', 'time without time zone'), values: ['00:00:00', '23:59:59.999999', '24:00:00', '12:34:56'] },
  { type: type('uuid', 'uuid'), values: uuids },
  { type: type('inet', 'inet'), values: hosts },
  { type: type('cidr', 'cidr'), values: cidrs },
  { type: type('json', 'json'), values: jsons },
  { type: type('jsonb', 'jsonb'), values: jsons },
  { type: type('bytea', 'bytea'), values: ['\\x', '\\x00ff', '\\xdeadbeef'] },
  { type: type('text', 'ext.label'), values: texts },
  { type: type('int4', 'ext.age'), values: ['0', '50', '149'] },
  { type: type('_text', 'text[]'), values: ['{}', '{a,NULL}'] },
  { type: type('_varchar', 'character varying(5)[]'), values: ['{a}'] },
  { type: type('mood', 'ext.mood'), values: ['sad', 'ok'] },
  { type: type('interval', 'interval'), values: ['1 day', '-3 mons'] },
  { type: type('char', '"char"'), values: ['a'] },
];
