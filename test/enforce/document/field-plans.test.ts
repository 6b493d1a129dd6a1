import { expect, test } from 'vitest';
import { fieldPlans } from '../../../src/enforce/document/field-plans.js';
import type { Treatment } from '../../../src/json/index.js';
import { field } from './resource.js';

const pass: Treatment = { kind: 'pass' };

test('each field is asked about by its own path, also within documents that texts hold, at any depth', () => {
  const asked: string[] = [];
  const { fields, keys } = fieldPlans(
    new Map([
      ['id', field('user.unique_id')],
      ['payload', field('user.content', { decode: 'json' })],
      ['payload.ssn', field('user.government_id')],
      ['payload.inner', field('user.content', { decode: 'base64+json' })],
      ['payload.inner[0].ssn', field('user.government_id')],
      ['payloads', field('user.content')],
    ]),
    {
      value: (path) => {
        asked.push(path);
        return pass;
      },
      names: () => 'pass',
    },
  );
  expect(asked.sort()).toEqual(['id', 'payload.inner[0].ssn', 'payload.ssn', 'payloads']);
  expect(fields.map(({ path }) => path.source)).toEqual(['id', 'payload', 'payloads']);
  expect(keys).toEqual([]);
  const payload = fields[1]?.treatment;
  const inner = payload?.kind === 'decode' ? payload.plan.fields : [];
  expect(inner?.map(({ path, treatment }) => [path.source, treatment.kind])).toEqual([
    ['ssn', 'pass'],
    ['inner', 'decode'],
  ]);
});

test('member names that are data come out as they are treated, or not at all', () => {
  const plansOf = (names: 'pass' | null) =>
    fieldPlans(new Map([['$', field('user.contact.email', { keys: true })]]), {
      value: () => pass,
      names: () => names,
    });
  expect(plansOf('pass')).toMatchObject({ fields: [], keys: [{ path: { segments: [] }, names: 'pass' }] });
  expect(plansOf(null)).toEqual({ fields: [], keys: [] });
});
