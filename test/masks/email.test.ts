import { expect, test } from 'vitest';
import { issueOf, mask, masked } from './masked.js';

const shown = (value: string) => masked(mask('email'), 'text', value);

test('shows the domain behind the last @, whatever the length before it', () => {
  expect(shown('ada@example.com')).toBe('***@example.com');
  expect(shown('a@example.com')).toBe('***@example.com');
  expect(shown('"a@b"@example.com')).toBe('***@example.com');
  expect(shown('@example.com')).toBe('***@example.com');
});

test('masks whole what is no domain', () => {
  for (const value of [
    '',
    'ada',
    'ada@',
    'reach me @ home, 555-1234',
    'Ada <ada@example.com>',
    'ada@exämple.de',
    'ada@example.com\n',
  ]) {
    expect(shown(value)).toBe('***');
  }
  expect(shown(`a@${'d'.repeat(253)}`)).toBe(`***@${'d'.repeat(253)}`);
  expect(shown(`a@${'d'.repeat(254)}`)).toBe('***');
});

test('keeps the domain, and knows nothing else to keep', () => {
  expect(issueOf('email', { keep: 'domain' })).toBe(null);
  for (const options of [{ keep: 'local' }, { kept: 'domain' }, 'domain']) {
    expect(issueOf('email', options)).toBe('mask `email` takes { keep: domain }');
  }
});
