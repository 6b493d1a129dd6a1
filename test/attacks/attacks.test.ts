import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackedGateway, openAttackedGateway } from './attacked-gateway.js';
import { findCanaries } from './canaries.js';
import { attacks } from './cases/index.js';
import { type AttackResult, runAttacks } from './run.js';

describe('attacks', () => {
  let gateway: AttackedGateway;
  beforeAll(async () => {
    gateway = await openAttackedGateway();
  });
  afterAll(() => gateway.close());

  test('there are hundreds, each with a name of its own', () => {
    expect(attacks.length).toBeGreaterThan(400);
    const names = attacks.map(({ family, name, as }) => `${family}: ${name} (${as})`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('the gateway holds against every one', { timeout: 300_000 }, async () => {
    const results = await runAttacks(attacks, gateway.through, { keys: gateway.keys });
    expect(results.filter(({ outcome }) => outcome !== 'held').map(told)).toEqual([]);
  });

  test('without a gateway most families leak, so the canaries are there to be found', {
    timeout: 300_000,
  }, async () => {
    // Floods show nothing, and other statements would change what the next ones find.
    const showing = attacks.filter(({ family }) => family !== 'resources' && family !== 'statement kinds');
    const results = await runAttacks(showing, gateway.direct, { answerMs: 2_000 });
    const leaking = new Set(results.filter(({ outcome }) => outcome === 'leaked').map(({ attack }) => attack.family));
    const families = [...new Set(showing.map(({ family }) => family))];
    expect(families.filter((family) => !leaking.has(family))).toEqual(['settings', 'row limits']);
    const limits = results.filter(({ attack }) => attack.family === 'row limits' && attack.expect.kind === 'refused');
    expect(limits.every(({ outcome }) => outcome === 'otherwise')).toBe(true);
  });

  test('a lock that is taken, or waited for, tells of no hidden row', async () => {
    const [clerk, other] = [new pg.Client(gateway.through('clerk')), new pg.Client(gateway.through('clerk'))];
    await Promise.all([clerk.connect(), other.connect()]);
    await other.query('BEGIN; UPDATE parcels SET status = status WHERE id = 1');
    const asked = (city: string, lock: string) =>
      clerk.query(
        `SELECT id FROM customers WHERE city <> '${city}' OR EXISTS (SELECT FROM parcels WHERE id = 1 FOR UPDATE ${lock})`,
      );
    await clerk.query("SET lock_timeout = '200ms'");
    for (const city of ['Nowhere', 'Hiddencanary City']) {
      for (const lock of ['', 'NOWAIT']) expect((await asked(city, lock)).rowCount, `${city} ${lock}`).toBe(6);
    }
    for (const lock of ['', 'NOWAIT']) await expect(asked('Rome', lock)).rejects.toMatchObject({ code: '55P03' });
    await Promise.all([clerk.end(), other.end()]);
  });

  test.each([
    ['as it is', 'ssncanary-1001'],
    ['in capitals', 'SSNCANARY'],
    ['backwards', 'yranacnss'],
    ['in hex', '\\x73736e63616e617279'],
    ['in base64', Buffer.from('xssncanary-1').toString('base64')],
    ['as code points', '{115,115,110,99,97,110,97,114,121}'],
    ['letter by letter', '{s,s,n,c,a,n,a,r,y}'],
    ['in UTF-16', Buffer.from('ssncanary', 'utf16le').toString('latin1')],
  ])('a canary is found %s', (_, text) => {
    expect(findCanaries(Buffer.from(`x${text}x`, 'latin1'), ['ssncanary'])).toEqual(['ssncanary']);
  });

  test('an id is found as text and in binary, and only as a whole', () => {
    const binary = Buffer.from('00000000000b2391', 'hex');
    expect(findCanaries(binary, ['7300'])).toEqual(['7300']);
    expect(findCanaries(Buffer.from('{730001}'), ['7300'])).toEqual(['7300']);
    expect(findCanaries(Buffer.from('1730001'), ['7300'])).toEqual([]);
  });
});

function told({ attack, outcome, found }: AttackResult): string {
  return `${outcome}: ${attack.as}, ${attack.family}: ${attack.name}: ${found}`;
}
