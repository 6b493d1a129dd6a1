import { expect, test } from 'vitest';
import { issueOf, keys, mask, masked, typed } from './masked.js';

test('shows the network: 24 bits of IPv4, 48 of IPv6 unless said otherwise', () => {
  expect(masked(mask('ip_prefix'), 'inet', '10.1.2.3')).toBe('10.1.2.0/24');
  expect(masked(mask('ip_prefix'), 'inet', '2001:db8:1:2::5')).toBe('2001:db8:1::/48');
  expect(masked(mask('ip_prefix', { v4: 16, v6: 32 }), 'inet', '10.1.2.3')).toBe('10.1.0.0/16');
  expect(masked(mask('ip_prefix', { v6: 32 }), 'cidr', '2001:db8:1:2::/64')).toBe('2001:db8::/32');
});

test('a wider network stays as wide', () => {
  expect(masked(mask('ip_prefix'), 'inet', '10.1.2.3/8')).toBe('10.0.0.0/8');
});

test('a text that is no address is masked whole', () => {
  expect(mask('ip_prefix').apply('10.0.0.256', typed('inet'), keys)).toBe(null);
});

test('its options are bits, and never all of them', () => {
  for (const options of [{ v4: 32 }, { v6: 128 }, { v4: -1 }, { v4: '24' }, { v5: 1 }, 24]) {
    expect(issueOf('ip_prefix', options)).toBe('mask `ip_prefix` takes { v4, v6 }: bits to show, 0 to 31 and 0 to 127');
  }
});
