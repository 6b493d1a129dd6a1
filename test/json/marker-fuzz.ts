import { GatewayError } from '../../src/errors/index.js';
import {
  type BodyTransform,
  CompiledPlan,
  CsvTransform,
  type FieldPlan,
  FormTransform,
  JsonSeqTransform,
  JsonTransform,
  NdjsonTransform,
  parseJsonPath,
  type RecordsPlan,
  SseTransform,
  type Treatment,
} from '../../src/json/index.js';
import { pass, sure, withhold } from './through.js';

/** What is planted, as text and as a number. None of it may come out, in whatever spelling. */
export const MARKER = 'M4rk<é>"Q';
const MARKER_DIGITS = '740912563';

/** What a run did. */
export interface FuzzReport {
  readonly bodies: number;
  readonly bytes: number;
}

/**
 * Plants a marker in every value and member name that a plan does not show, sends the body through in random pieces, and
 * looks for it in what comes out: for at least `forMs` ms by `now`, from `seed` on.
 *
 * @throws Error with the seed of the body in which it was found.
 */
export function fuzzMarkers(forMs: number, seed: number, now: () => number): FuzzReport {
  const until = now() + forMs;
  let [bodies, bytes] = [0, 0];
  do {
    const { body, make, keep } = plant(new Dice(seed + bodies));
    const out = send(body, make(), keep, new Dice(seed + bodies));
    if (showsMarker(out)) {
      throw new Error(`the marker came out: seed ${seed + bodies}\n${body.toString()}\n${out.toString()}`);
    }
    bodies += 1;
    bytes += body.length;
  } while (now() < until);
  return { bodies, bytes };
}

/** The body that a seed plants. */
export const plantedBody = (seed: number): Buffer => plant(new Dice(seed)).body;

/** Sends any other body the way of the seed's: it comes out, or is refused. What else is thrown is a fault. */
export function sendInstead(seed: number, body: Buffer): void {
  const { make, keep } = plant(new Dice(seed));
  try {
    send(body, make(), keep, new Dice(seed));
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === 'internal') throw error;
  }
}

/** The marker is there, raw, escaped as JSON or CSV do, percent-encoded, in hex or in base64. */
export function showsMarker(out: Buffer): boolean {
  const text = unescaped(out.toString());
  return (
    spellings.some((spelling) => out.includes(spelling)) || [MARKER, MARKER_DIGITS].some((one) => text.includes(one))
  );
}

const spellings = [MARKER, MARKER_DIGITS].flatMap((marker) => {
  const whole = Buffer.from(marker);
  // At each of the three places that it may have in a base64 text, without the characters that depend on its neighbours.
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), whole])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(before === 0 ? 0 : before + 1, -1);
  });
  return [marker, encodeURIComponent(marker), whole.toString('hex'), JSON.stringify(marker).slice(1, -1), ...base64];
});

const unescaped = (text: string): string =>
  text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\(["\\/])/g, '$1')
    .replaceAll('""', '"');

function send(body: Buffer, transform: BodyTransform, keep: (id: string) => boolean, dice: Dice): Buffer {
  const out: Buffer[] = [];
  const settle = () => {
    if (transform.pending.length > 0) {
      transform.resolve(transform.pending.map(({ values: [id] }) => id !== undefined && 'text' in id && keep(id.text)));
    }
    out.push(transform.take());
  };
  for (let at = 0; at < body.length; ) {
    const size = 1 + dice.below(dice.below(4) === 0 ? 3 : body.length);
    transform.push(body.subarray(at, at + size));
    settle();
    at += size;
  }
  transform.end();
  settle();
  return Buffer.concat(out);
}

interface Planted {
  readonly body: Buffer;
  readonly make: () => BodyTransform;
  readonly keep: (id: string) => boolean;
}

function plant(dice: Dice): Planted {
  const kind = dice.pick(['json', 'json', 'json', 'ndjson', 'seq', 'sse', 'csv', 'form'] as const);
  const fields: FieldPlan[] = [];
  const filters = dice.below(2) === 0;
  if (kind === 'csv' || kind === 'form') return plantFlat(dice, kind, filters);
  const [inner, outer] = kind === 'json' ? ['[*]', dice.pick(['$', '$.items', "$['a.b'][*].c"])] : ['', '$'];
  const shape = describe(dice, '$', 3, fields);
  const filter: RecordsPlan['filter'] = { reads: [sure(parseJsonPath('$.subject'))] };
  const plan = new CompiledPlan({
    records: [{ path: sure(parseJsonPath(outer + inner)), fields, ...(filters ? { filter } : {}) }],
  });
  const record = (shown: boolean): string =>
    `{${[`"subject":${shown ? '"yes"' : '"no"'}`, ...members(dice, shape, shown || !filters)].sort(() => dice.below(3) - 1).join(dice.space(','))}}`;
  const records = Array.from({ length: dice.below(6) }, () => record(dice.below(3) > 0));
  const keep = (id: string) => id === 'yes';
  const text = {
    json: () => {
      const list = `[${records.join(dice.space(','))}]`;
      const hidden = `${dice.name()}:${dice.hidden(2)}`;
      if (outer === '$') return list;
      if (outer === '$.items') return `{${hidden},"items":${list},"after":${dice.hidden(1)}}`;
      return `{"a.b":[{"c":${list}},${dice.hidden(2)},{"d":${dice.hidden(1)}}],${hidden}}`;
    },
    ndjson: () => records.join('\n'),
    seq: () => records.map((one) => `\x1e${one}\n`).join(''),
    sse: () =>
      records.map((one) => `: ${MARKER}\nid: ${MARKER}\nx: ${MARKER}\ndata: ${one}\n\n`).join('') +
      `data: "${MARKER_DIGITS}`,
  }[kind]();
  const make = {
    json: () => new JsonTransform(plan),
    ndjson: () => new NdjsonTransform(plan),
    seq: () => new JsonSeqTransform(plan),
    sse: () => new SseTransform(plan),
  }[kind];
  return { body: Buffer.from(text), make, keep };
}

function plantFlat(dice: Dice, kind: 'csv' | 'form', filters: boolean): Planted {
  const names = ['subject', 'a', 'b', 'c', 'd'];
  const treatments = new Map(
    names.map((name) => [name, name === 'subject' ? withhold : dice.pick([pass, withhold, mask, mask])]),
  );
  const fields = names.map((name) => ({
    path: sure(parseJsonPath(`$.${name}`)),
    treatment: treatments.get(name) as Treatment,
  }));
  const filter: RecordsPlan['filter'] = { reads: [sure(parseJsonPath('$.subject'))] };
  const plan = new CompiledPlan({
    records: [{ path: sure(parseJsonPath('$')), fields, ...(filters ? { filter } : {}) }],
  });
  const cell = (name: string, shown: boolean) =>
    name === 'subject' ? (shown ? 'yes' : 'no') : treatments.get(name) === pass && (shown || !filters) ? 'ok' : MARKER;
  const shown = dice.below(2) === 0;
  if (kind === 'form') {
    const all = [...names, MARKER];
    const text = all.map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(cell(name, shown))}`).join('&');
    return { body: Buffer.from(text), make: () => new FormTransform(plan), keep: (id) => id === 'yes' };
  }
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const header = [...names, MARKER].map(quoted).join(',');
  const rows = Array.from({ length: dice.below(5) }, () => {
    const isShown = dice.below(2) === 0;
    return [...names, MARKER].map((name) => quoted(cell(name, isShown))).join(',');
  });
  return {
    body: Buffer.from([header, ...rows, ''].join('\r\n')),
    make: () => new CsvTransform(plan),
    keep: (id) => id === 'yes',
  };
}

const mask: Treatment = { kind: 'mask', mask: (text) => '*'.repeat(text.length) };

/** What a record's objects look like, where it is declared. */
interface Shape {
  readonly name: string;
  readonly treatment: Treatment | null;
  readonly list: boolean;
  readonly below: readonly Shape[];
}

function describe(dice: Dice, path: string, depth: number, fields: FieldPlan[]): readonly Shape[] {
  return ['a', 'b.c', '__proto__', 'é'].slice(0, 1 + dice.below(4)).map((name) => {
    const list = dice.below(3) === 0;
    const here = `${path}['${name}']${list ? '[*]' : ''}`;
    if (depth > 0 && dice.below(3) === 0)
      return { name, treatment: null, list, below: describe(dice, here, depth - 1, fields) };
    const treatment = dice.pick<Treatment>([pass, withhold, mask, mask]);
    fields.push({ path: sure(parseJsonPath(here)), treatment });
    return { name, treatment, list, below: [] };
  });
}

/** Members of an object of the shape, with the marker wherever nothing is shown. */
function members(dice: Dice, shape: readonly Shape[], shown: boolean): readonly string[] {
  const declared = shape
    .filter(() => dice.below(4) > 0)
    .map(({ name, treatment, list, below }) => {
      const value = () => {
        if (treatment === null) return `{${members(dice, below, shown).join(dice.space(','))}}`;
        return treatment.kind === 'pass' && shown
          ? dice.pick(['1', '"ok"', '{"x":[]}', 'null', '"\\u0041"'])
          : dice.hidden(2);
      };
      const one = list ? `[${Array.from({ length: dice.below(3) }, value).join(dice.space(','))}]` : value();
      return `${JSON.stringify(name)}${dice.space(':')}${one}`;
    });
  return dice.below(2) === 0 ? declared : [...declared, `${dice.name()}:${dice.hidden(2)}`];
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** White space about a separator. */
  space(separator: string): string {
    return this.pick(['', ' ', '\t']) + separator + this.pick(['', ' ', '  ']);
  }

  /** The marker as a member name, some of its characters written as escapes. */
  name(): string {
    return this.#spelled(`${MARKER}${this.below(1_000_000)}`);
  }

  /** A value of any kind that is full of the marker. */
  hidden(depth: number): string {
    switch (depth > 0 ? this.below(5) : this.below(3)) {
      case 0:
        return MARKER_DIGITS + this.pick(['', '.5', 'e3']);
      case 1:
        return this.#spelled(MARKER);
      case 2:
        return this.pick([this.#spelled(MARKER), `-${MARKER_DIGITS}`]);
      case 3:
        return `[${Array.from({ length: this.below(4) }, () => this.hidden(depth - 1)).join(this.space(','))}]`;
      default:
        return `{${this.name()}:${this.hidden(depth - 1)}}`;
    }
  }

  #spelled(text: string): string {
    const characters = [...text].map((one) =>
      this.below(3) === 0 ? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}` : JSON.stringify(one).slice(1, -1),
    );
    return `"${characters.join('')}"`;
  }
}
