import { expect, test } from 'vitest';
import { places } from '../../../src/cli/demo/places.js';

test('there are ten countries, and their shares make a whole', () => {
  expect(new Set(places.map(({ country }) => country)).size).toBe(10);
  expect(places.reduce((sum, { share }) => sum + share, 0)).toBe(100);
});

test('each has names, streets and cities with their postcodes to choose from', () => {
  for (const { given, family, cities, streets, address } of places) {
    for (const list of [given, family, cities, streets]) expect(list.length).toBeGreaterThan(3);
    for (const [city, postcode] of cities) {
      expect(city).not.toBe('');
      expect(postcode).toMatch(/[#]/);
    }
    expect(address).toContain('{s}');
    expect(address).toContain('{n}');
  }
});
