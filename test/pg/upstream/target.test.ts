import { describe, expect, test } from 'vitest';
import { databaseFromUrl, targetFromUrl } from '../../../src/pg/upstream/index.js';
import { serverNameOf } from '../../../src/pg/upstream/target.js';

describe('a URL', () => {
  test('says where, who and with what', () => {
    const target = targetFromUrl(
      'postgres://us%40er:p%3Aw%2F%40@db.example:6543/shop?sslmode=require&connect_timeout=3',
    );
    expect(target).toMatchObject({
      host: 'db.example',
      port: 6543,
      user: 'us@er',
      tls: { mode: 'require' },
      connectTimeoutMs: 3000,
    });
    expect(target.password?.reveal()).toBe('p:w/@');
    expect(JSON.stringify(target)).not.toContain('p:w');
  });

  test('leaves out what has a default', () => {
    const target = targetFromUrl('postgresql://u@db.example');
    expect(target).toMatchObject({ port: 5432, password: null, connectTimeoutMs: 15_000 });
    expect(target.channelBinding).toBeUndefined();
    expect(databaseFromUrl('postgresql://u@db.example')).toBe('u');
    expect(databaseFromUrl('postgresql://u@db.example/sh%20op')).toBe('sh op');
  });

  test.each([
    ['postgres://u@db.example/x', 'verify-full'],
    ['postgres://u@10.0.0.1/x', 'verify-full'],
    ['postgres://u@localhost/x', 'prefer'],
    ['postgres://u@127.0.0.1/x', 'prefer'],
    ['postgres://u@[::1]/x', 'prefer'],
    ['postgres://u@%2Frun%2Fpostgresql/x', 'prefer'],
    ['postgres://u@localhost/x?sslmode=verify-full', 'verify-full'],
    ['postgres://u@db.example/x?sslmode=disable', 'disable'],
    ['postgres://u@db.example/x?sslmode=allow', 'prefer'],
  ])('%s means tls %s', (url, mode) => {
    expect(targetFromUrl(url).tls.mode).toBe(mode);
  });

  test('names hosts of every kind', () => {
    expect(targetFromUrl('postgres://u@[2001:db8::1]:1/x').host).toBe('2001:db8::1');
    expect(targetFromUrl('postgres://u@%2Frun%2Fpostgresql/x').host).toBe('/run/postgresql');
    expect(targetFromUrl('postgres://u@ignored/x?host=/run/postgresql').host).toBe('/run/postgresql');
  });

  test('gives way to what is said beside it', () => {
    const target = targetFromUrl('postgres://u@db.example/x?sslmode=disable', {
      tls: { mode: 'verify-full', ca: 'pem' },
      connectTimeoutMs: 5,
    });
    expect(target).toMatchObject({ tls: { mode: 'verify-full', ca: 'pem' }, connectTimeoutMs: 5 });
  });

  test.each([
    'secret-nonsense',
    'http://u:secret@db.example/x',
    'postgres://u:secret@db.example:99999/x',
    'postgres://:secret@db.example/x',
    'postgres://u:secret%zz@db.example/x',
    'postgres://u:secret@db.example/x?sslmode=secret',
    'postgres://u:secret@db.example/x?sslmode=constructor',
    'postgres://u:secret@db.example/x?channel_binding=secret',
    'postgres://u:secret@db.example/x?connect_timeout=secret',
    'postgres://u:secret@db.example/x?connect_timeout=-1',
    'postgres://u:secret@db.example/x?options=-csecret',
    'postgres://u:secret@/x',
  ])('%s is refused, and its password not shown', (url) => {
    try {
      targetFromUrl(url);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_parameter' });
      expect(String((error as Error).stack)).not.toContain('secret');
      expect((error as Error).cause).toBeUndefined();
    }
  });
});

test('SNI carries names, never addresses or paths', () => {
  const name = (url: string, servername?: string) => {
    const mode = 'verify-full' as const;
    return serverNameOf(targetFromUrl(url, { tls: { mode, ...(servername === undefined ? {} : { servername }) } }));
  };
  expect(name('postgres://u@db.example/x')).toBe('db.example');
  expect(name('postgres://u@10.0.0.1/x')).toBeNull();
  expect(name('postgres://u@[::1]/x')).toBeNull();
  expect(name('postgres://u@%2Frun/x')).toBeNull();
  expect(name('postgres://u@10.0.0.1/x', 'db.example')).toBe('db.example');
});
