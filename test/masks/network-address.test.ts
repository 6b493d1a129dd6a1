import { expect, test } from 'vitest';
import { networkOf, parseNetwork, printNetwork } from '../../src/masks/network-address.js';

const printed = (text: string, typname: string) => {
  const address = parseNetwork(text);
  return address === null ? null : printNetwork(address, typname);
};

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['10.0.0.1/32', '10.0.0.1'],
  ['10.0.0.1/8', '10.0.0.1/8'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['::', '::'],
  ['::1', '::1'],
  ['::2', '::0.0.0.2'],
  ['::1.2.3.4', '::1.2.3.4'],
  ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
  ['::fffe:1.2.3.4', '::fffe:102:304'],
  ['1::', '1::'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
])('%s is printed as PostgreSQL does: %s', (text, shown) => {
  expect(printed(text, 'inet')).toBe(shown);
});

test('a cidr always shows its prefix', () => {
  expect(printed('10.0.0.1', 'cidr')).toBe('10.0.0.1/32');
  expect(printed('::/0', 'cidr')).toBe('::/0');
});

test.each([
  '',
  'x',
  '10.0.0',
  '10.0.0.1.2',
  '10.0.0.256',
  '10.0.0.01',
  '10.0.0.1.',
  '10.0.0.1/33',
  '10.0.0.1/',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  '1:2:3:4::5:6:7:8',
  '12345::',
  '::1/129',
  '::1.2.3',
  ':1:2:3:4:5:6:7',
])('%s is no address', (text) => {
  expect(parseNetwork(text)).toBe(null);
});

test('a network has no bits behind its prefix', () => {
  const address = parseNetwork('10.1.2.3/20');
  expect(address === null ? null : printNetwork(networkOf(address, 12), 'inet')).toBe('10.0.0.0/12');
  expect(address === null ? null : printNetwork(networkOf(address, 31), 'inet')).toBe('10.1.0.0/20');
});
