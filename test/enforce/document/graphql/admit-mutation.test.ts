import { expect, test } from 'vitest';
import { admitMutation } from '../../../../src/enforce/document/graphql/admit-mutation.js';
import type { FoundBy } from '../../../../src/enforce/document/graphql/settle-input.js';
import type { ConsentLookup } from '../../../../src/enforce/document/record-filter.js';
import { readRequest, resolveOperation } from '../../../../src/graphql/index.js';
import { pass } from '../resource.js';
import { planOf } from './contacts-plan.js';

/** Who is even has consented. */
const consent: ConsentLookup = {
  permitted: async (_store, _will, _purpose, subjects) => new Set(subjects.filter((id) => Number(id) % 2 === 0)),
};

function admit(tested: Parameters<typeof planOf>[0], query: string, found: readonly FoundBy[] = [], asked = consent) {
  const plan = planOf(tested, asked);
  const operation = resolveOperation(plan.schema, readRequest(Buffer.from(JSON.stringify({ query }))));
  return admitMutation({ plan, operation, found, store: 'crm', consent: asked });
}

const by = (value: unknown, field = 'Contact.id'): FoundBy => ({ mutation: 'rename', field, value });
const rename = 'mutation { __typename rename { id } }';
const writer = { fields: { user: pass }, write: ['user'] };

test('a mutation is one that is declared, and writes what may be written', async () => {
  await admit(writer, rename);
  await admit(writer, 'mutation { a: rename { id } remove }');
  await expect(admit(writer, 'mutation { a: other }')).rejects.toMatchObject({
    message: 'mutation `other` is not declared',
    hint: 'an operator can declare it: `graphql.mutations` of the resource',
  });
  await expect(admit({}, rename)).rejects.toThrow('which may not be written');
  await expect(admit({ fields: { user: pass } }, rename)).rejects.toThrow('`Contact.name`, which may not be written');
  const part = { fields: { user: pass }, write: ['user.name'] };
  await admit(part, rename);
  await expect(admit(part, 'mutation { remove }')).rejects.toThrow('`Contact`, which may not be written');
});

test('who must be asked is asked beforehand, and must be known', async () => {
  const asking = { ...writer, basis: 'consent' as const };
  await admit(asking, rename, [by('2'), by(4)]);
  await expect(admit(asking, rename, [by('1')])).rejects.toThrow('no such resource');
  await expect(admit(asking, rename, [by('2'), by('1')])).rejects.toThrow('no such resource');
  for (const found of [[], [by(null)], [by('2'), by('x', 'Contact.email')], [{ ...by('2'), mutation: 'remove' }]]) {
    await expect(admit(asking, rename, found)).rejects.toThrow('could write a record');
  }
  await expect(admit(asking, 'mutation { a: rename { id } b: rename { id } }', [by('2')])).rejects.toThrow(
    'could write',
  );
});

test('a condition that can not be asked beforehand refuses the write', async () => {
  const retain = { field: 'created', months: 1, days: 0 };
  const types = new Map([['Contact', { subject: { kind: 'customer', field: 'id' }, retain }]]);
  await expect(admit({ ...writer, graphql: { types } }, rename, [by('2')])).rejects.toThrow('could write a record');
});
