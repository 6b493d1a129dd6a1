import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseScramVerifier } from '../../../src/pg/auth/index.js';
import { saslprep } from '../../../src/pg/auth/saslprep.js';
import { deriveScramKeys } from '../../../src/pg/auth/scram-keys.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

// RFC 4013, section 3.
test.each([
  ['I\u00adX', 'IX'],
  ['user', 'user'],
  ['USER', 'USER'],
  ['\u00aa', 'a'],
  ['\u2168', 'IX'],
  ['\u0007', null],
  ['\u0627\u0031', null],
  // Nothing is left of it.
  ['\u00ad', null],
  // Spaces become one kind of space.
  ['a\u00a0b\u3000c', 'a b c'],
  // Right-to-left at both ends, and nothing left-to-right between.
  ['\u0627\u0628', '\u0627\u0628'],
  ['\u0627a\u0628', null],
  // Private use, surrogates, what Unicode 3.2 had not assigned.
  ['a\ue000', null],
  ['a\ud800', null],
  ['a\u0221', null],
  ['😀', null],
])('%j is prepared as %j', (password, prepared) => {
  expect(saslprep(password)).toBe(prepared);
});

test('PostgreSQL derives the same keys, code point by code point', async () => {
  // One of every block of 64, and all of the places where the tables are dense: each becomes a password of a role.
  const codePoints: number[] = [];
  for (let c = 0x80; c < 0x10ffff; c += c < 0x600 ? 5 : c < 0x3400 ? 61 : c < 0x11000 ? 701 : 65_537)
    codePoints.push(c);
  codePoints.push(
    0x340,
    0x341,
    0x200b,
    0x200c,
    0x2060,
    0xfeff,
    0x5be,
    0x661,
    0x1e9b,
    0xfdfa,
    0x2f868,
    0xe0001,
    0x1d173,
  );
  const passwords = codePoints
    .filter((c) => c < 0xd800 || c > 0xdfff)
    .flatMap((c) => [`x${String.fromCodePoint(c)}1`, String.fromCodePoint(c)]);
  const role = `${database.name}_prep`;
  await database.query(`CREATE ROLE ${role}`);
  await database.query(`
    CREATE FUNCTION verifiers(passwords text[]) RETURNS SETOF text LANGUAGE plpgsql SET scram_iterations = 1 AS $$
    DECLARE password text;
    BEGIN
      FOREACH password IN ARRAY passwords LOOP
        EXECUTE format('ALTER ROLE ${role} PASSWORD %L', password);
        RETURN QUERY SELECT rolpassword FROM pg_authid WHERE rolname = '${role}';
      END LOOP;
    END $$`);
  const { rows } = await database.query('SELECT v FROM verifiers($1) AS v', [passwords]);
  await database.query(`DROP ROLE ${role}`);

  const different: string[] = [];
  for (const [i, password] of passwords.entries()) {
    const { salt, iterations, storedKey } = parseScramVerifier(rows[i].v);
    const ours = await deriveScramKeys(password, salt, iterations);
    if (!ours.storedKey.equals(storedKey))
      different.push(`U+${password.codePointAt(password.startsWith('x') ? 1 : 0)?.toString(16)}`);
  }
  expect(different).toEqual([]);
  expect(passwords.length).toBeGreaterThan(500);
});
