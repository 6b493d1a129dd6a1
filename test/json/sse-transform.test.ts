import { expect, test } from 'vitest';
import { type SseOptions, SseTransform } from '../../src/json/index.js';
import { compiled, pass, records, stars, throughAll } from './through.js';

const plan = compiled([records('$', { id: pass, name: stars })]);
const make = (options?: SseOptions) => () => new SseTransform(plan, options);

test('the data of an event is one text, however many lines it has, and whatever ends them', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const body = ['data: {"id":1,', 'data:"name":"Ada",', 'data: "ssn":2}', '', 'data:{"name":"B"}', '', ''].join(end);
    expect(throughAll(make(), body)).toBe('data: {"id":1, "name":"***"}\n\ndata: {"name":"*"}\n\n');
  }
});

test('comments come out empty, retry as a number, other fields not at all', () => {
  const body =
    ': jane@example.com\nretry: 3000\nretry: jane\njane: x\ndata\nid: 7\nevent:\n\ndata:{"id":1}\nid: jane\n\n';
  expect(throughAll(make(), body)).toBe(':\nretry: 3000\n\ndata: {"id":1}\n\n');
});

test('ids come out when that is declared', () => {
  const body = 'id: 7\ndata: {"id":1}\n\nid: jane\ndata: {"id":2}\n\n';
  expect(throughAll(make({ ids: 'pass' }), body)).toBe('id: 7\ndata: {"id":1}\n\nid: jane\ndata: {"id":2}\n\n');
  expect(throughAll(make({ ids: (id) => (id === '7' ? 'x' : undefined) }), body)).toBe(
    'id: x\ndata: {"id":1}\n\ndata: {"id":2}\n\n',
  );
});

test('events of names that are not declared are left out whole', () => {
  const body = 'event: contact\ndata: {"id":1}\n\nevent: jane\ndata: {"id":2}\n\ndata: {"id":3}\n\n';
  expect(throughAll(make(), body)).toBe('data: {"id":3}\n\n');
  expect(throughAll(make({ names: ['contact'] }), body)).toBe('event: contact\ndata: {"id":1}\n\ndata: {"id":3}\n\n');
});

test('an event that nothing ended is dropped', () => {
  expect(throughAll(make(), 'data: {"id":1}\n\ndata: {"id":2}\n')).toBe('data: {"id":1}\n\n');
  expect(throughAll(make(), 'data: {"id":1}\n\ndata: {"id":2')).toBe('data: {"id":1}\n\n');
});

test('data that is no JSON ends the body, unless it is a declared literal', () => {
  expect(() => throughAll(make(), 'data: [DONE]\n\n')).toThrow(/./);
  expect(throughAll(make({ literals: ['[DONE]'] }), 'data: {"id":1}\n\ndata: [DONE]\n\n')).toBe(
    'data: {"id":1}\n\ndata: [DONE]\n\n',
  );
  expect(() => throughAll(make(), 'data: {"name":"a\ndata: b"}\n\n')).toThrow('control character');
  expect(() => throughAll(make(), Buffer.from('data: {"id":"\xff"}\n\n', 'latin1'))).toThrow('UTF-8');
});

test('an event that is a dropped record leaves nothing, and a byte order mark is left out', () => {
  const filtered = compiled([records('$', { id: pass }, { reads: ['id'] })]);
  const body = '\ufeffdata: {"id":1}\n\nevent: x\nid: 5\ndata: {"id":2}\n\ndata: {"id":3}\n\n';
  const options: SseOptions = { names: ['x'], ids: 'pass' };
  expect(
    throughAll(
      () => new SseTransform(filtered, options),
      body,
      ([id]) => id !== '2',
    ),
  ).toBe('data: {"id":1}\n\ndata: {"id":3}\n\n');
});
