import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, say } from '../pg/raw-client.js';
import { type AttackedGateway, openAttackedGateway } from './attacked-gateway.js';
import { Wire } from './wire.js';

/** Some thousands of words that nobody has planned before: they are planned in several turns. */
function long(alias: string, columns = 'id, name, city, notes'): string {
  const ids = Array.from({ length: 600 }, (_, at) => `${alias}.id = ${730_000 + ((at * 7) % 600)}`);
  return `SELECT ${columns} FROM customers AS ${alias} WHERE ${ids.join(' OR ')} ORDER BY city, id`;
}

/** Each ends with one ReadyForQuery. */
function messages(alias: string): readonly Buffer[] {
  const one = long(alias);
  const other = long(`${alias}o`, 'city, dob, ssn, email');
  const sync = (...frames: Buffer[]) => Buffer.concat([...frames, say.sync]);
  const texts = [
    one,
    other,
    `${one}; SET damask.purpose = fulfilment; ${one}`,
    'SET damask.purpose = fulfilment',
    'SET damask.purpose = analytics',
    'SET LOCAL damask.purpose = analytics',
    'RESET damask.purpose',
    'SET search_path = evil, public',
    'SET search_path = public',
    'SET standard_conforming_strings = off',
    'BEGIN',
    'COMMIT',
    'ROLLBACK',
    'SAVEPOINT s',
    'ROLLBACK TO s',
    `PREPARE p AS ${one}`,
    `PREPARE q AS ${other}`,
    'EXECUTE p',
    'EXECUTE q',
    'EXPLAIN EXECUTE p',
    'EXPLAIN EXECUTE q',
    'DEALLOCATE p',
    'DEALLOCATE ALL',
    `DECLARE k CURSOR WITH HOLD FOR ${one}`,
    `DECLARE k SCROLL CURSOR FOR ${other}`,
    'FETCH 2 FROM k',
    'FETCH -2 FROM k',
    'MOVE 1 FROM k',
    'CLOSE k',
    'SELECT nothing',
    `COPY (${one}) TO STDOUT`,
    `CREATE TEMP TABLE customers AS SELECT 1 AS id, 'mine' AS name, 'x' AS city, 'y' AS notes`,
    'DROP TABLE customers',
  ];
  return [
    ...texts.map(say.query),
    sync(ask(one)),
    sync(ask(other)),
    sync(ask('SELECT 1/0'), ask(one)),
    sync(ask(one), say.flush, ask('SELECT 1/0'), ask(other)),
    sync(ask(`${one}; ${one}`)),
    sync(ask('SET damask.purpose = fulfilment'), ask(one)),
    sync(ask('SET damask.purpose = analytics'), ask(one)),
    sync(say.parse(one, 'p'), say.describeStatement('p')),
    sync(say.parse(other, 'q')),
    sync(say.bind('p'), say.execute()),
    sync(say.bind('q'), say.describePortal(), say.execute()),
    sync(say.bind('p', 'k'), say.execute('k', 1), say.execute('k', 1)),
    sync(say.bind('q', 'k'), say.execute('k', 2)),
    sync(say.execute('k', 1)),
    sync(say.closeStatement('p')),
    sync(say.closePortal('k')),
    say.functionCall,
  ];
}

/** The same for the same seed. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed + 1; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function conversation(seed: number): readonly Buffer[] {
  const random = numbers(seed);
  const all = messages(`c${seed}`);
  return Array.from({ length: 16 }, () => all[Math.floor(random.next().value * all.length)] as Buffer);
}

/** Of one transaction each: behind the end of one that has set something a client waits. */
function pieces(steps: readonly Buffer[]): readonly (readonly Buffer[])[] {
  const all: Buffer[][] = [[]];
  for (const step of steps) {
    all.at(-1)?.push(step);
    if (/^Q....(COMMIT|ROLLBACK)\0/s.test(step.toString('latin1'))) all.push([]);
  }
  return all.filter(({ length }) => length > 0);
}

/** As text, for a message of a test that failed. */
const shown = (steps: readonly Buffer[]): string =>
  steps
    .map((step) =>
      step
        .toString('latin1')
        .replace(/[^ -~]+/g, ' ')
        .replace(/(\S+\.id = \d+ OR )+/g, '… '),
    )
    .join('\n');

describe.each(['session', 'transaction'] as const)('with pool_mode %s', (poolMode) => {
  let gateway: AttackedGateway;
  beforeAll(async () => {
    gateway = await openAttackedGateway(poolMode);
  });
  afterAll(() => gateway?.close());

  async function said(speeches: readonly { readonly bytes: Buffer; readonly ready: number }[]): Promise<string> {
    const wire = new Wire(20_000);
    expect(await wire.logIn(gateway.through('analyst/analytics'), {})).toBeNull();
    const from = wire.received.length;
    for (const { bytes, ready } of speeches) {
      if ((await wire.say(bytes, ready)).closed) break;
    }
    wire.close();
    return wire.received.subarray(from).toString('latin1');
  }

  test.each([0, 1, 2, 3])(
    'what comes in one piece is answered as it is one by one: %i',
    { timeout: 60_000 },
    async (seed) => {
      const steps = conversation(seed);
      const atOnce = await said(pieces(steps).map((piece) => ({ bytes: Buffer.concat(piece), ready: piece.length })));
      const oneByOne = await said(steps.map((bytes) => ({ bytes, ready: 1 })));
      expect(atOnce, shown(steps)).toBe(oneByOne);
      for (const never of ['notecanary', 'ssncanary', 'Hiddencanary']) expect(atOnce).not.toContain(never);
    },
  );

  test('what was prepared before a reload is planned anew once, beside names of its session’s own, too', {
    timeout: 60_000,
  }, async () => {
    const clerk = new pg.Client(gateway.through('clerk'));
    await clerk.connect();
    // What is planned beside names of a session's own is not remembered: it is planned in turns each time.
    await clerk.query('CREATE TEMP TABLE own_names (id int)');
    const shown = Array.from({ length: 190 }, (_, at) => {
      return `CASE WHEN c.city = 'x${at}' AND c.name LIKE 'a${at}%' THEN c.city ELSE c.name END AS c${at}`;
    });
    const text = `SELECT ${shown.join(', ')} FROM customers AS c WHERE c.id = $1`;
    const asked = async () => {
      const { rows } = await clerk.query({ name: 'before', text, values: [730_001] });
      return rows.map(({ c1 }) => c1);
    };
    expect(await asked()).toEqual(['Namecanary1']);
    await gateway.reload((policy) => policy.replace('user.name: pass', 'user.name: { mask: initial }'));
    expect(await asked()).toEqual(['N.']);
    await gateway.reload((policy) => policy);
    expect(await asked()).toEqual(['Namecanary1']);
    await clerk.end();
  });
});
