import { expect, test } from 'vitest';
import { findUser, unprivilegedUser } from '../../../src/cli/demo/system-user.js';

const passwd = [
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'postgres:x:106:113:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash',
  'postgresque:x:1:1::/:/bin/sh',
].join('\n');

test('a user is found by its whole name', () => {
  expect(findUser(passwd, 'postgres')).toEqual({ uid: 106, gid: 113 });
  expect(findUser(passwd, 'nobody')).toEqual({ uid: 65_534, gid: 65_534 });
  expect(findUser(passwd, 'post')).toBeNull();
  expect(findUser('', 'nobody')).toBeNull();
});

test('root is no unprivileged user, nor is one with a number below zero', () => {
  expect(findUser(passwd, 'root')).toBeNull();
  expect(findUser('nobody:*:-2:-2:x:/:/bin/false', 'nobody')).toBeNull();
});

test('who is not root stays who he is; root becomes somebody else', async () => {
  const user = await unprivilegedUser();
  if (process.getuid?.() === 0) expect(user?.uid).toBeGreaterThan(0);
  else expect(user).toBeNull();
});
