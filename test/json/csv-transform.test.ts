import { expect, test } from 'vitest';
import { type CsvOptions, CsvTransform } from '../../src/json/index.js';
import { compiled, pass, records, stars, throughAll } from './through.js';

const plan = compiled([records('$[*]', { id: pass, name: stars, note: pass })]);
const make = (options?: CsvOptions) => () => new CsvTransform(plan, options);

test('columns are found by the header, and those that are not shown are left out', () => {
  expect(throughAll(make(), 'ssn,name,id,note\r\n078,Ada,1,x\r\n079,"B ""b""",2,"y, z\r\n"\r\n')).toBe(
    'name,id,note\r\n***,1,x\r\n*****,2,"y, z\r\n"\r\n',
  );
});

test('a byte order mark, a last row without its end, empty cells and empty lines', () => {
  expect(throughAll(make(), '\ufeff"name",id,note\nÄb,1,\n\n,,""')).toBe('"name",id,note\n**,1,\n,,""');
});

test('another delimiter, and formulas made text', () => {
  const body = 'id;name;note\n=1+2;x;"-a"\n+4;=y;ok\n';
  expect(throughAll(make({ delimiter: ';' }), body)).toBe('id;name;note\n=1+2;*;"-a"\n+4;**;ok\n');
  expect(throughAll(make({ delimiter: ';', formulas: 'escape' }), body)).toBe("id;name;note\n'=1+2;*;'-a\n'+4;**;ok\n");
  expect(() => throughAll(make(), body)).toThrow('missing');
});

test('a header or a row that is not as it should be ends the body', () => {
  for (const bad of [
    '',
    'id,name\n',
    'id,name,note,id\n',
    'id,name,note\n1,2\n',
    'id,name,note\n1,2,3,4\n',
    'id,name,note\n1,"2,3\n',
    'id,name,note\n1,"2"x,3\n',
    'id,name,note\n1,2"x",3\n',
    'id,name,note\n1,2\rx,3\n',
  ]) {
    expect(() => throughAll(make(), bad)).toThrow(/./);
  }
  expect(() => throughAll(make(), Buffer.from('id,name,note\n\xff,a,b\n', 'latin1'))).toThrow('UTF-8');
});

test('rows are decided by columns that are not shown, too', () => {
  const filtered = compiled([records('$', { name: pass }, { reads: ['id', 'city'] })], { names: 'folded' });
  const body = 'ID,Name,City\n1,a,Paris\n2,b,Bonn\n3,c,\n';
  const seen: unknown[] = [];
  const out = throughAll(
    () => new CsvTransform(filtered),
    body,
    (values) => {
      seen.push(values);
      return values[1] !== 'Paris';
    },
  );
  expect(out).toBe('Name\nb\nc\n');
  expect(seen.slice(0, 3)).toEqual([
    ['1', 'Paris'],
    ['2', 'Bonn'],
    ['3', undefined],
  ]);
});

test('nothing that is shown: nothing comes out, but rows are counted', () => {
  const nothing = compiled([records('$', {})]);
  const transform = new CsvTransform(nothing);
  transform.push(Buffer.from('a,b\n1,2\n3,4\n'));
  transform.end();
  expect(transform.take().toString()).toBe('');
  expect(transform.counts).toMatchObject({ records: [2], undeclared: 4 });
});

test('records elsewhere are a mistake of the plan', () => {
  expect(() => new CsvTransform(compiled([records('$.items[*]', {})]))).toThrow('`$` or `$[*]`');
});
