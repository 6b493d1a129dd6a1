import { expect, test } from 'vitest';
import { InvariantError } from '../../../src/base/index.js';
import { documentPlan, isOneRecord, treatmentOf } from '../../../src/enforce/document/document-plan.js';
import { CompiledPlan, JsonTransform } from '../../../src/json/index.js';
import type { FieldDecision } from '../../../src/policy/index.js';
import { decisionOf, field, keys, mask, pass, shownBy, type TestedPolicy } from './resource.js';

function shown(tested: TestedPolicy, body: unknown): unknown {
  const transform = new JsonTransform(new CompiledPlan(documentPlan(decisionOf(tested), null, null, shownBy)));
  transform.push(Buffer.from(JSON.stringify(body)));
  transform.end();
  return JSON.parse(transform.take().toString());
}

test('fields pass, are masked or left out, inside the records and outside', () => {
  const entry = {
    records: '$.items[*]',
    envelope: new Map([
      ['total', field('system.operations')],
      ['owner', field('user.name')],
    ]),
  };
  const body = {
    items: [{ id: 1, email: 'ada@example.com', address: { city: 'Rome', street: 'x' }, more: 1 }],
    total: 1,
    owner: 'Ada',
    debug: 1,
  };
  const fields = { system: pass, 'user.contact.email': mask('email'), 'user.contact.address': pass };
  expect(shown({ entry, fields }, body)).toEqual({
    items: [{ email: '***@example.com', address: { city: 'Rome' } }],
    total: 1,
  });
});

test('names of members that are data are masked, or go with their members', () => {
  const entry = {
    subject: null,
    fields: new Map([
      ['$', field('user.contact.email', { keys: true })],
      ['*.id', field('system.operations')],
    ]),
  };
  const body = { 'ada@example.com': { id: 1 } };
  expect(shown({ entry, fields: { system: pass, 'user.contact': pass } }, body)).toEqual(body);
  expect(shown({ entry, fields: { system: pass, 'user.contact': mask('email') } }, body)).toEqual({
    '***@example.com': { id: 1 },
  });
  expect(JSON.stringify(shown({ entry, fields: { system: pass } }, body))).not.toContain('ada');
  expect(JSON.stringify(shown({ entry, fields: { system: pass, 'user.contact': mask('null') } }, body))).not.toContain(
    'ada',
  );
});

test('in free text everything is looked through: texts at any depth, numbers, and names of members', () => {
  const entry = {
    subject: null,
    fields: new Map([
      ['notes', field('user.content', { scan: true })],
      ['more[*].said', field('user.content', { scan: true })],
      ['notes.city', field('user.contact.address.city')],
    ]),
  };
  const body = {
    notes: {
      text: 'ask jane@example.com',
      'joe@example.com': { deep: ['call 0171 1234567', { 'jim@example.com': null, 'tim@example.com': 7, plain: 'x' }] },
      count: 12,
      card: 4111111111111111,
      exact: 1.5,
      on: true,
      city: 'Rome',
    },
    more: [{ said: 'a@b.cc' }, { said: ['a@b.cc', [{ 'a@b.cc': 'a@b.cc' }]] }, { said: null }],
  };
  expect(shown({ entry, fields: { 'user.content': pass } }, body)).toEqual({
    notes: {
      text: 'ask [email]',
      '[email]': { deep: ['call [phone]', { '[email]': null, '[email]~2': 7, plain: 'x' }] },
      count: 12,
      card: '[number]',
      exact: 1.5,
      on: true,
    },
    more: [{ said: '[email]' }, { said: ['[email]', [{ '[email]': '[email]' }]] }, { said: null }],
  });
  expect(shown({ entry, fields: { user: pass } }, body)).toEqual(body);
  expect(shown({ entry, fields: { 'user.content': mask('redact') } }, body)).not.toHaveProperty('notes');
});

test('what is declared within free text is as it is declared, names that are data too', () => {
  const entry = {
    subject: null,
    fields: new Map([
      ['a', field('user.content', { scan: true })],
      ['a.by', field('user.contact.email', { keys: true })],
      ['a.by.*', field('system.operations')],
    ]),
  };
  const body = { a: { by: { 'joe at work': 1 }, of: { 'a@b.cc': 'a@b.cc' } } };
  const fields = { system: pass, 'user.content': pass, 'user.contact.email': mask('redact') };
  expect(shown({ entry, fields }, body)).toEqual({ a: { by: { '[redacted]': 1 }, of: { '[email]': '[email]' } } });
});

test('names that may not be seen are not shown by what is around them', () => {
  for (const scan of [true, false]) {
    const entry = {
      subject: null,
      fields: new Map([
        ['a', field('user.content', { scan })],
        ['a.by', field('user.contact.email', { keys: true })],
        ['a.by.known', field('system.operations')],
      ]),
    };
    const body = { a: { by: { 'joe at work': 1, known: 2 }, of: 'x' } };
    expect(shown({ entry, fields: { system: pass, 'user.content': pass } }, body)).toEqual({
      a: { by: { known: 2 }, of: 'x' },
    });
  }
});

test('names that are data are looked through as texts are', () => {
  const entry = {
    subject: null,
    fields: new Map([
      ['$', field('user.content', { keys: true, scan: true })],
      ['*.id', field('system.operations')],
    ]),
  };
  const body = { 'note for a@b.cc': { id: 1 } };
  expect(shown({ entry, fields: { system: pass, 'user.content': pass } }, body)).toEqual({
    'note for [email]': { id: 1 },
  });
});

test('a document inside a text has fields of its own', () => {
  const entry = {
    subject: null,
    fields: new Map([
      ['payload', field('user.content', { decode: 'json' })],
      ['payload.city', field('user.contact.address.city')],
      ['payload["email"]', field('user.contact.email')],
    ]),
  };
  const body = { payload: JSON.stringify({ city: 'Rome', email: 'a@b.c', ssn: 1 }) };
  expect(shown({ entry, fields: { 'user.contact': pass } }, body)).toEqual({
    payload: '{"city":"Rome","email":"a@b.c"}',
  });
});

test('what the filter reads, and how names are compared, is in the plan', () => {
  const paths = ['id', 'address.city'];
  const decide = () => true;
  const plan = documentPlan(decisionOf({ entry: { match: 'ci' } }), { paths, decide }, 5, shownBy);
  expect(plan.records[0]?.filter?.reads.map(({ source }) => source)).toEqual(paths);
  expect(plan.records[0]?.filter?.decide).toBe(decide);
  expect(plan).toMatchObject({ names: 'folded', recordsMax: 5 });
  const asked = documentPlan(decisionOf({}), { paths, decide: null }, null, shownBy);
  expect(asked.records[0]?.filter).not.toHaveProperty('decide');
});

test('a mask comes with its twin over bytes where a string is a text to it', () => {
  const twinOf = (name: string, type?: string) => {
    const treatment = treatmentOf(
      { kind: 'mask', mask: { name, options: undefined } } as FieldDecision,
      { type },
      keys,
    );
    return treatment.kind === 'mask' ? typeof treatment.ascii : treatment.kind;
  };
  expect(twinOf('initial')).toBe('function');
  expect(twinOf('initial', 'text')).toBe('function');
  expect(twinOf('year', 'date')).toBe('undefined');
  expect(treatmentOf({ kind: 'withhold' }, {}, keys)).toEqual({ kind: 'withhold' });
});

test('one record is what a path without wildcards leads to', () => {
  expect(isOneRecord(decisionOf({}))).toBe(true);
  expect(isOneRecord(decisionOf({ entry: { records: '$.data' } }))).toBe(true);
  expect(isOneRecord(decisionOf({ entry: { records: '$.items[*]' } }))).toBe(false);
  expect(() => isOneRecord(decisionOf({ entry: { records: '$[?@.a]' } }))).toThrow(InvariantError);
});

test('outside of records of which some may not be seen, numbers are left out: they could count those', () => {
  const entry = {
    records: '$.items[*]',
    envelope: new Map([
      ['meta', field('system.operations')],
      ['next', field('system.operations')],
    ]),
  };
  const body = { items: [], meta: { total: 3, pages: ['2', 4], more: true, by: 'name' }, next: 'c2' };
  const hiding = { entry, fields: { system: pass }, rows: "address.city <> 'Rome'" };
  expect(shown(hiding, body)).toEqual({ items: [], meta: { pages: [], more: true, by: 'name' }, next: 'c2' });
  expect(shown({ entry, fields: { system: pass } }, body)).toEqual(body);
});
