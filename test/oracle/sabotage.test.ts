import { expect, test } from 'vitest';
import type { FieldEntry } from '../../src/datamap/index.js';
import type { Policy, Rule } from '../../src/policy/index.js';
import { readFixtures } from '../enforce/read-fixtures.js';
import type { Sabotage } from './answer.js';
import { difference } from './compare.js';
import { makeReading } from './generate/statement.js';
import { makeWriting } from './generate/write.js';
import { interrogate, openBench } from './oracle.js';
import { type AskerName, oraclePolicy } from './policy.js';

/** Each decision that is spoilt must be noticed: an oracle that finds nothing must be able to find something. */
const cases: readonly {
  readonly spoilt: string;
  readonly asker: AskerName;
  readonly sabotage?: Sabotage;
  readonly policy?: Policy;
  readonly writes?: true;
}[] = [
  { spoilt: 'the fence', asker: 'mailer', sabotage: (sql) => sql.replaceAll(' OFFSET 0', '') },
  { spoilt: 'consent', asker: 'mailer', sabotage: (sql) => sql.replaceAll(`"state" = 'given'`, `"state" IS NOT NULL`) },
  { spoilt: 'objection', asker: 'analyst', sabotage: (sql) => sql.replaceAll('AND NOT EXISTS', 'AND EXISTS') },
  { spoilt: 'a row rule', asker: 'mailer', policy: withRules((rule) => ({ ...rule, rows: new Map() })) },
  {
    spoilt: 'a mask',
    asker: 'mailer',
    policy: withRules((rule) => ({ ...rule, fields: new Map([...rule.fields, ['user.name', { kind: 'pass' }]]) })),
  },
  {
    spoilt: 'withholding',
    asker: 'analyst',
    policy: withRules((rule) => ({ ...rule, fields: new Map([...rule.fields, ['user.name', { kind: 'pass' }]]) })),
  },
  { spoilt: 'what may be looked up', asker: 'analyst', policy: withFields(() => ({ lookup: 'none' })) },
  {
    spoilt: 'that free text is looked through',
    asker: 'mailer',
    policy: withFields((name) => (name === 'note' ? { scan: false } : {})),
  },
  {
    spoilt: 'a member that is masked',
    asker: 'mailer',
    policy: withFields((name) => (name === 'profile.s' ? { category: 'user.behavior' } : {})),
  },
  {
    spoilt: 'a member that is left out',
    asker: 'analyst',
    policy: withFields((name) => (name === 'profile.s' ? { category: 'user.behavior' } : {})),
  },
  {
    spoilt: 'the row filter of what is written',
    asker: 'mailer',
    writes: true,
    sabotage: (sql) => (/^(UPDATE|DELETE|WITH)/.test(sql) ? sql.replaceAll('EXISTS (', 'true OR EXISTS (') : sql),
  },
];

function withRules(change: (rule: Rule) => Rule): Policy {
  const policy = oraclePolicy();
  return { ...policy, rules: policy.rules.map(change) };
}

function withFields(change: (name: string) => Partial<FieldEntry>): Policy {
  const policy = oraclePolicy();
  const relations = policy.dataMap.relations.map((entry) => ({
    ...entry,
    columns: new Map([...entry.columns].map(([name, field]) => [name, { ...field, ...change(name) }])),
  }));
  return { ...policy, dataMap: { ...policy.dataMap, relations } };
}

test.each(cases)(
  '$spoilt, spoilt for $asker, is noticed',
  async ({ asker, sabotage, policy, writes }) => {
    const bench = await openBench(asker, {
      secrets: ['a'],
      ...(sabotage === undefined ? {} : { sabotage }),
      ...(policy === undefined ? {} : { policy }),
    });
    try {
      const make = writes === true ? makeWriting(asker) : makeReading;
      let found = 0;
      for (let batch = 0; found === 0 && batch < 60; batch += 1) {
        const { findings } = await interrogate(bench, { seed: 7 + batch * 1_000_003, count: 60, make });
        found = findings.length;
      }
      expect(found).toBeGreaterThan(0);
    } finally {
      await bench.close();
    }
  },
  120_000,
);

test('without fences, what raises or gives notice on hidden rows tells of them in most places', async () => {
  const bench = await openBench('mailer', { secrets: ['a'], sabotage: (sql) => sql.replaceAll(' OFFSET 0', '') });
  try {
    const telling: string[] = [];
    const fixtures = readFixtures('barrier').filter(({ askers, after }) => askers === null && after === null);
    for (const { title, sql, isOrdered } of fixtures) {
      const expected = await bench.copy.ask(sql);
      const got = await bench.stores.get('a')?.ask(sql);
      if (got === undefined || difference(got, expected, isOrdered) !== null) telling.push(title);
    }
    expect(telling.length).toBeGreaterThan(fixtures.length / 3);
    expect(telling).toContain('in WHERE');
    expect(telling).toContain('in a function that gives a notice');
  } finally {
    await bench.close();
  }
}, 60_000);
