import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GateSession } from '../../../src/enforce/index.js';
import { defaultStatementLimits, parse, sameTree } from '../../../src/sql/index.js';
import { makeReading } from '../../oracle/generate/statement.js';
import { makeWriting } from '../../oracle/generate/write.js';
import { type AskerName, askers, oraclePolicy } from '../../oracle/policy.js';
import { Random } from '../../oracle/random.js';
import { openStore, type Store } from '../../oracle/stores.js';
import { withOtherLiterals } from './other-literals.js';

let store: Store;
/** What the plan cache said of the statements asked about since it was last emptied. */
const said: ('hit' | 'miss')[] = [];

beforeAll(async () => {
  store = await openStore('a', oraclePolicy(), {
    planCache: (result) => void said.push(result),
    lookups: () => {},
    fields: () => {},
  });
});

afterAll(() => store?.close());

function open(asker: AskerName): GateSession {
  const session = store.gate.open({
    ...askers[asker],
    store: 'shop',
    database: store.database.name,
    parameters: new Map(),
  });
  if (!('admit' in session)) throw session;
  return session;
}

/** What the gate says of a text, and where it knows it from. */
function outcome(session: GateSession, text: string, types: readonly number[] = []) {
  said.length = 0;
  const verdict = session.admit(text, 'simple', types);
  const [cache] = said;
  if (verdict.kind === 'stale') throw new Error('the store has not changed');
  if (verdict.kind === 'refuse') return { cache, sent: '', shown: verdict.error.message };
  const sent = verdict.statement.bytes.toString();
  const { verdict: kind, purpose, rowsMax, touchesProtected, changesSession, takesNames, use } = verdict.statement;
  return { cache, sent, shown: { sent, kind, purpose, rowsMax, touchesProtected, changesSession, takesNames, use } };
}

/** What is sent has guards in it, of which some are long. */
const sentLimits = { ...defaultStatementLimits, tokensMax: 1_000_000 };

describe.each(['mailer', 'analyst', 'clerk'] as const)('for the %s', (asker) => {
  test.each([
    ['reads', makeReading, 0.45],
    ['writes', makeWriting(asker), 0.4],
  ] as const)(
    'a text that %s is planned as it would be without the plan of another one',
    (_, make, share) => {
      const session = open(asker);
      const random = new Random(4_711);
      let hits = 0;
      let asked = 0;
      for (let index = 0; index < 250; index += 1) {
        const { sql } = make(random);
        if (outcome(session, sql).sent === '') continue;
        const other = withOtherLiterals(sql, random);
        if (other === sql) continue;
        asked += 1;
        const byTemplate = outcome(session, other);
        // The type of a fiftieth parameter, which no text has: nothing that was planned before is found under it.
        const afresh = outcome(session, other, [...Array<number>(49).fill(0), 1_000_000 + index]);
        expect(afresh.cache).toBe('miss');
        expect(byTemplate.shown, other).toEqual(afresh.shown);
        if (byTemplate.cache !== 'hit') continue;
        hits += 1;
        // A text that is too long is planned for itself alone, without holes.
        const alone = outcome(session, `${other} --${' '.repeat(70_000)}`);
        const tree = (sent: string) => parse(sent, sentLimits)[0]?.node;
        expect(sameTree(tree(byTemplate.sent), tree(alone.sent)), other).toBe(true);
      }
      expect(asked).toBeGreaterThan(80);
      expect(hits).toBeGreaterThan(asked * share);
    },
    120_000,
  );
});
