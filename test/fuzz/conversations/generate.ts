import type { Random } from '../../oracle/random.js';
import type { Message } from './message.js';
import * as say from './message.js';
import type { Vocabulary } from './vocabulary.js';

/** What a client sends at once. */
export interface Step {
  readonly messages: readonly Message[];
  /** All that is owed is heard before the next step. */
  readonly awaits: boolean;
  /** Where the bytes are cut on their way. */
  readonly cuts: readonly number[];
}

export interface Manners {
  /** How often something comes that no client says: garbage, a Sync in the middle of data, a Terminate. */
  readonly rude: number;
  /** How often a step is not waited for. */
  readonly hasty: number;
}

const names = ['', '', 'p', 'q'];
const portals = ['', '', 'c', 'd'];
const rowLimits = [0, 0, 0, 1, 2, 3];
const resultFormats = [[], [], [0], [1], [1], [0, 1], [1, 0]];

/** What one client says, step by step. */
export function conversation(vocabulary: Vocabulary, manners: Manners, stepsMax: number, random: Random): Step[] {
  return Array.from({ length: random.integer(1, stepsMax) }, () => step(vocabulary, manners, random));
}

function step(vocabulary: Vocabulary, { rude, hasty }: Manners, random: Random): Step {
  const make = random.weighted([
    [6, simple],
    [1, simpleCopy],
    [8, extended],
    [0.3, functionCall],
    [rude * 4, broken],
  ]);
  const messages = make(vocabulary, random);
  const bytes = messages.reduce((sum, message) => sum + message.bytes.length, 0);
  const cuts = random.chance(0.2)
    ? Array.from({ length: random.integer(1, 4) }, () => random.integer(0, bytes)).sort((one, other) => one - other)
    : [];
  return { messages, awaits: !random.chance(hasty), cuts };
}

type Make = (vocabulary: Vocabulary, random: Random) => Message[];

const text = ({ texts }: Vocabulary, random: Random): string => random.pick(random.weighted(texts));

const simple: Make = (vocabulary, random) => {
  const one = (): string => (random.chance(0.1) ? random.pick(vocabulary.copiesOut) : text(vocabulary, random));
  const count = random.chance(0.2) ? random.integer(2, 4) : 1;
  return [say.query(Array.from({ length: count }, one).join('; '))];
};

const copyEnd = (random: Random): Message => (random.chance(0.75) ? say.copyDone : say.copyFail('no more'));

function dataOf({ data }: Vocabulary['copiesIn'][number], random: Random): Message[] {
  const pieces = Array.from({ length: random.integer(0, 3) }, () => random.pick(data));
  if (!random.chance(0.3)) return pieces.map(say.copyData);
  // Rows do not end where messages do.
  const whole = Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)));
  const at = random.integer(0, whole.length);
  return [whole.subarray(0, at), whole.subarray(at)].map(say.copyData);
}

const simpleCopy: Make = (vocabulary, random) => {
  const copy = random.pick(vocabulary.copiesIn);
  return [say.query(copy.text), ...dataOf(copy, random), copyEnd(random)];
};

const functionCall: Make = (_, random) => [say.call(random.pick([1598, 764, 2078, 715]), 'x')];

const whole: Make = (vocabulary, random) => {
  const [name, portal] = [random.pick(names), random.pick(portals)];
  const asked = random.chance(0.1) ? random.pick(vocabulary.copiesOut) : text(vocabulary, random);
  const messages = [say.parse(name, asked), say.bind(name, portal, [], random.pick(resultFormats))];
  if (random.chance(0.5)) messages.push(say.describe('P', portal));
  messages.push(say.execute(portal, random.pick(rowLimits)));
  if (random.chance(0.2)) messages.push(say.execute(portal, random.pick(rowLimits)));
  return messages;
};

const withParameters: Make = ({ withParameters: all }, random) => {
  const { text: asked, types = [], values } = random.pick(all);
  const [name, portal] = [random.pick(names), random.pick(portals)];
  const messages = [say.parse(name, asked, types)];
  if (random.chance(0.5)) messages.push(say.describe('S', name));
  for (let times = random.integer(1, 2); times > 0; times--) {
    messages.push(say.bind(name, portal, random.pick(values), random.pick(resultFormats)));
    if (random.chance(0.3)) messages.push(say.describe('P', portal));
    messages.push(say.execute(portal, random.pick(rowLimits)));
  }
  return messages;
};

/** Of what an earlier batch may have left. */
const again: Make = (_, random) => {
  const [name, portal] = [random.pick(names), random.pick(portals)];
  return [
    say.bind(name, portal, random.pick([[], [], ['1'], [null]]), random.pick(resultFormats)),
    say.execute(portal, random.pick(rowLimits)),
  ];
};

const interleaved: Make = (vocabulary, random) => {
  const [one, other] = [text(vocabulary, random), text(vocabulary, random)];
  const turns = Array.from({ length: random.integer(2, 5) }, () =>
    say.execute(random.pick(['c', 'd']), random.integer(1, 2)),
  );
  return [say.parse('p', one), say.parse('q', other), say.bind('p', 'c'), say.bind('q', 'd'), ...turns];
};

const extendedCopy: Make = (vocabulary, random) => {
  const copy = random.pick(vocabulary.copiesIn);
  return [say.parse('', copy.text), say.bind('', ''), say.execute('', 0), ...dataOf(copy, random), copyEnd(random)];
};

const single: Make = (vocabulary, random) => [
  random.pick<() => Message>([
    () => say.parse(random.pick(names), text(vocabulary, random)),
    () => say.describe(random.pick(['S', 'P'] as const), random.pick(portals)),
    () => say.close(random.pick(['S', 'P'] as const), random.pick([...names, ...portals])),
    () => say.execute(random.pick(portals), random.pick(rowLimits)),
    () => say.flush,
    () => say.query(text(vocabulary, random)),
  ])(),
];

const extended: Make = (vocabulary, random) => {
  const parts = Array.from({ length: random.integer(1, 4) }, () =>
    random.weighted<Make>([
      [5, whole],
      [5, withParameters],
      [2, again],
      [1, interleaved],
      [4, single],
      [1, extendedCopy],
    ])(vocabulary, random),
  ).flat();
  return [...parts, random.chance(0.9) ? say.sync : say.flush];
};

const broken: Make = (vocabulary, random) => {
  const copy = random.pick(vocabulary.copiesIn);
  return random.pick<() => Message[]>([
    () => [say.garbage(Buffer.from(Array.from({ length: random.integer(1, 40) }, () => random.integer(0, 255))))],
    () => [say.parse('', copy.text), say.bind('', ''), say.execute('', 0), ...dataOf(copy, random), say.sync],
    () => [...whole(vocabulary, random), say.terminate, say.sync],
    () => [say.copyData('1\t2\n'), say.copyDone, say.copyFail('x'), say.sync],
    () => [say.query(copy.text), say.query(text(vocabulary, random))],
    // A length that lies about a message that there is.
    () => {
      const { bytes } = say.query(text(vocabulary, random));
      const lying = Buffer.from(bytes);
      lying.writeInt32BE(random.pick([0, 3, 4, 5, bytes.length + 3, 0x3fffffff, -1]), 1);
      return [say.garbage(lying)];
    },
    // Bodies that end too early, or hold what they may not.
    () => [
      say.garbage(
        Buffer.from(
          random.pick(
            [
              '50000000057800',
              '42000000080000ffff',
              '45000000050a',
              '4400000006530100',
              '430000000658ff',
              '5100000005ff',
            ].map(String),
          ),
          'hex',
        ),
      ),
      say.sync,
    ],
  ])();
};
