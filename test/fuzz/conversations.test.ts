import pg from 'pg';
import { expect, test } from 'vitest';
import type { Attacker } from '../attacks/attack-case.js';
import { type AttackedGateway, openAttackedGateway } from '../attacks/attacked-gateway.js';
import { canariesFor, findCanaries } from '../attacks/canaries.js';
import { Random } from '../oracle/random.js';
import { logInDirectly } from '../pg/pool/play.js';
import { cancelRequest, RawClient } from '../pg/raw-client.js';
import { wordsOf } from './conversations/attackers-words.js';
import { conversation, type Step } from './conversations/generate.js';
import { howLong } from './conversations/how-long.js';
import { play, shown } from './conversations/player.js';
import type { Vocabulary } from './conversations/vocabulary.js';

/*
 * Clients of a guarded store say whatever the protocol has words for, and what it has none for, while they are cancelled, the policy
 * is reloaded and the owner changes tables. No byte that comes back has a canary in it, whatever comes is what the protocol lets come,
 * nothing that is due stays away, and nothing is left behind. `npm run fuzz` goes on for longer: FUZZ_SECONDS, FUZZ_SEED.
 */
const { seed, isLong, timeout, goesOn } = howLong(2, 12);

const attackers: readonly Attacker[] = ['clerk', 'mailer', 'reader', 'analyst/analytics', 'analyst/fulfilment'];
const words = new Map(attackers.map((attacker) => [attacker, wordsOf(attacker)]));
const forbidden = (attacker: Attacker, keys: readonly string[]) => [
  // A purpose can be changed: what none of an analyst's sees.
  ...(attacker.startsWith('analyst') ? canariesFor('clerk') : canariesFor(attacker)),
  ...keys,
];

/** What the owner does meanwhile, and undoes. */
const ddl: readonly (readonly string[])[] = [
  ["ALTER TABLE customers ADD COLUMN extra text DEFAULT 'notecanary extra'", 'ALTER TABLE customers DROP COLUMN extra'],
  ['ALTER TABLE products RENAME title TO label', 'ALTER TABLE products RENAME label TO title'],
  ['CREATE INDEX extra_index ON customers (city)', 'DROP INDEX extra_index'],
  ['ALTER TABLE parcels ALTER COLUMN status TYPE varchar(90)', 'ALTER TABLE parcels ALTER COLUMN status TYPE text'],
  ['ANALYZE customers'],
];

async function exchange(gateway: AttackedGateway, owner: pg.Client, random: Random): Promise<readonly string[]> {
  const speakers = Array.from({ length: random.integer(1, 3) }, () => random.pick(attackers));
  const manners = { rude: random.pick([0, 0, 0.5]), hasty: random.pick([0, 0.3]) };
  const said = speakers.map((speaker): Step[] => conversation(words.get(speaker) as Vocabulary, manners, 8, random));
  const clients = await Promise.all(
    speakers.map((speaker) => {
      const { host, port, user, database } = gateway.through(speaker);
      return RawClient.logIn({ host, port }, { user, database });
    }),
  );
  let isOver = false;
  const mishaps = (async () => {
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, random.integer(1, 60)));
      const kind = random.integer(0, 9);
      const client = random.pick(clients);
      if (kind < 4) await cancel(gateway, client, random.chance(0.2));
      else if (kind === 4) await gateway.reload((text) => (random.chance(0.5) ? text : `${text}\n# ${random.next()}`));
      else if (kind === 5) for (const one of random.pick(ddl)) await owner.query(one).catch(() => {});
    }
  })();
  const logs = speakers.map((): string[] => []);
  const heard = await Promise.all(clients.map((client, at) => play(client, said[at] as Step[], logs[at])));
  isOver = true;
  for (const client of clients) client.close();
  await mishaps;
  const findings = heard.flatMap(({ wrong }, at) => {
    const speaker = speakers[at] as Attacker;
    const received = Buffer.concat((clients[at] as RawClient).frames.map(({ bytes }) => bytes));
    const found = findCanaries(received, forbidden(speaker, gateway.keys)).map((canary) => `${canary} came`);
    return [...wrong, ...found].map(
      (one) => `${speaker}: ${one}\n${shown(said[at] as Step[])}\nheard\n${(logs[at] as string[]).join('\n')}`,
    );
  });
  return findings;
}

async function cancel(gateway: AttackedGateway, client: RawClient, wrongly: boolean): Promise<void> {
  const { processId, secretKey } = client.key;
  const key = wrongly ? Buffer.alloc(256, 7) : secretKey;
  const { host, port } = gateway.through('clerk');
  const asking = await RawClient.connect({ host, port });
  asking.send(cancelRequest({ processId, secretKey: key }));
  await asking.untilClosed();
}

test.each(['session', 'transaction'] as const)(
  'whatever clients say, they hear what the protocol has for it, and no canary, with pool_mode %s',
  async (mode) => {
    const gateway = await openAttackedGateway(mode, {
      policy: (text) => text.replaceAll(/auth: \{ password: [^}]*\}/g, 'auth: { trust: loopback }'),
    });
    const owner = new pg.Client(gateway.owner);
    await owner.connect();
    // Whoever waits behind an owner that waits for a client's transaction would wait for that, too.
    await owner.query("SET lock_timeout = '100ms'");
    try {
      const start = performance.now();
      let tried = 0;
      while (goesOn(tried, start)) {
        const findings = await exchange(gateway, owner, new Random(seed + tried));
        expect(findings.join('\n\n'), `seed ${seed + tried}`).toBe('');
        tried += 1;
      }
      // What clients have left is over: nobody holds a lock or a transaction.
      const left = () =>
        owner
          .query(
            "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND (state LIKE 'idle in%' OR state = 'active') AND usename LIKE '%_visitor'",
          )
          .then(({ rows }) => rows[0].n);
      await expect.poll(left, { timeout: 20_000 }).toBe(0);
      if (isLong) process.stdout.write(`${mode}: ${tried} conversations\n`);
    } finally {
      await owner.end();
      await gateway.close();
    }
  },
  timeout,
);

test('without a gateway, conversations bring canaries', async () => {
  const gateway = await openAttackedGateway();
  try {
    const { host, port, user, password, database } = gateway.direct('clerk');
    const found = new Set<string>();
    for (let tried = 0; tried < 40 && found.size < 3; tried += 1) {
      const client = await logInDirectly({ url: `postgres://${user}:${password}@${host}:${port}/${database}` });
      await play(
        client,
        conversation(words.get('clerk') as Vocabulary, { rude: 0, hasty: 0 }, 8, new Random(seed + tried)),
      );
      const received = Buffer.concat(client.frames.map(({ bytes }) => bytes));
      for (const canary of findCanaries(received, canariesFor('clerk'))) found.add(canary);
      client.close();
    }
    expect(found.size).toBeGreaterThan(2);
  } finally {
    await gateway.close();
  }
}, 60_000);
