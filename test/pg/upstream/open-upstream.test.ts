import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/index.js';
import {
  cancelUpstream,
  openUpstream,
  ServerSession,
  type UpstreamLink,
  type UpstreamLogin,
  UpstreamRefusal,
  type UpstreamTarget,
} from '../../../src/pg/upstream/index.js';
import { makeCertificate } from '../../fixtures/certificates.js';
import { type AuthServer, startAuthServer } from './pg-hba.js';

const password = 'pass wörd';
let server: AuthServer;

beforeAll(async () => {
  server = await startAuthServer();
  await server.query(`
    CREATE ROLE by_scram LOGIN PASSWORD '${password}';
    CREATE ROLE by_trust LOGIN;
    CREATE ROLE by_password LOGIN PASSWORD '${password}';
    CREATE ROLE by_nothing LOGIN PASSWORD '${password}';
    CREATE ROLE few LOGIN PASSWORD '${password}' CONNECTION LIMIT 0;
    SET password_encryption = 'md5';
    CREATE ROLE by_md5 LOGIN PASSWORD '${password}';
    RESET password_encryption`);
  await server.query('CREATE DATABASE other');
  await server.query('REVOKE CONNECT ON DATABASE other FROM PUBLIC');
  await server.setHba([
    'host all by_trust 127.0.0.1/32 trust',
    'host all by_md5 127.0.0.1/32 md5',
    'host all by_password 127.0.0.1/32 password',
    'host all by_nothing 127.0.0.1/32 reject',
  ]);
});

afterAll(() => server.stop());

function target(user: string, more: Partial<UpstreamTarget> = {}): UpstreamTarget {
  return {
    host: '127.0.0.1',
    port: server.port,
    user,
    password: new Secret(password),
    tls: { mode: 'disable' },
    connectTimeoutMs: 5000,
    ...more,
  };
}

function login(more: Partial<UpstreamLogin> = {}): UpstreamLogin {
  return { database: 'postgres', parameters: new Map(), protocolMinor: 0, ...more };
}

async function closing(link: UpstreamLink): Promise<void> {
  link.socket.end(Buffer.from([0x58, 0, 0, 0, 4]));
  link.socket.resume();
  await new Promise((resolve) => link.socket.once('close', resolve));
}

/** Opens, and asks who it is. */
async function whoAmI(to: UpstreamTarget): Promise<string | null | undefined> {
  const session = await ServerSession.open(to, 'postgres', { application_name: 'damask' });
  const [row] = await session.query('SELECT CURRENT_USER AS name');
  await session.close();
  return row?.name;
}

describe('logging in', () => {
  test.each(['by_scram', 'by_md5', 'by_password', 'by_trust'])('%s', async (user) => {
    expect(await whoAmI(target(user))).toBe(user);
  });

  test.each(['by_scram', 'by_md5', 'by_password'])(
    '%s with a wrong password is refused, without saying who',
    async (user) => {
      const attempt = openUpstream(target(user, { password: new Secret('wrong') }), login());
      const error = await attempt.then(
        () => null,
        (reason) => reason,
      );
      expect(error).toMatchObject({ code: 'upstream_refused', message: 'the store refused the gateway’s own login' });
      expect(error).not.toBeInstanceOf(UpstreamRefusal);
      expect(`${error.message} ${error.hint} ${error.detail}`).not.toContain(user);
    },
  );

  test('without a password only trust lets in', async () => {
    expect(await whoAmI(target('by_trust', { password: null }))).toBe('by_trust');
    await expect(openUpstream(target('by_scram', { password: null }), login())).rejects.toThrow('has none for it');
  });

  test('a server that rejects the role is the gateway’s own matter', async () => {
    await expect(openUpstream(target('by_nothing'), login())).rejects.toMatchObject({
      code: 'upstream_refused',
      message: 'the store refused the gateway’s own login',
    });
  });

  test('channel binding that is required is not done without', async () => {
    await expect(openUpstream(target('by_scram', { channelBinding: 'require' }), login())).rejects.toThrow(
      'no channel binding',
    );
    await expect(openUpstream(target('by_trust', { channelBinding: 'require' }), login())).rejects.toThrow(
      'without channel binding',
    );
  });
});

describe('what the link has', () => {
  test.each([0, 2] as const)('protocol 3.%i, its key, what the server reported', async (protocolMinor) => {
    const parameters = new Map([
      ['application_name', 'an application'],
      ['TimeZone', 'Europe/Berlin'],
    ]);
    const link = await openUpstream(target('by_scram'), login({ protocolMinor, parameters }));
    expect(link.protocolMinor).toBe(protocolMinor);
    expect(link.secretKey.length).toBe(protocolMinor === 2 ? 32 : 4);
    expect(link.processId).toBeGreaterThan(0);
    expect(link.parameterStatus.get('TimeZone')).toBe('Europe/Berlin');
    expect(link.parameterStatus.get('application_name')).toBe('an application');
    expect(link.greeting.toString('latin1')).toMatch(/^S.*TimeZone\0Europe\/Berlin\0/s);
    expect(link.rest.length).toBe(0);
    expect(link.socket.listenerCount('data')).toBe(0);
    expect(link.socket.isPaused()).toBe(true);
    await closing(link);
  });

  test('the parameters can’t make it another user’s or database’s', async () => {
    const parameters = new Map([
      ['user', 'postgres'],
      ['database', 'other'],
    ]);
    const link = await openUpstream(target('by_scram'), login({ parameters }));
    expect(link.parameterStatus.get('session_authorization')).toBe('by_scram');
    await closing(link);
  });
});

describe('what the client asked for and can’t have is told in the server’s own words', () => {
  const cases: readonly [string, string, () => [UpstreamTarget, UpstreamLogin]][] = [
    ['a database that does not exist', '3D000', () => [target('by_scram'), login({ database: 'nowhere' })]],
    ['a database that is closed', '42501', () => [target('by_scram'), login({ database: 'other' })]],
    ['too many connections', '53300', () => [target('few'), login()]],
    [
      'a parameter’s value',
      '22023',
      () => [target('by_scram'), login({ parameters: new Map([['TimeZone', 'Nowhere/At_all']]) })],
    ],
  ];
  test.each(cases)('%s', async (_, sqlstate, asked) => {
    const error = await openUpstream(...asked()).then(
      () => null,
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(UpstreamRefusal);
    expect(error.sqlstate).toBe(sqlstate);
    expect(error.frame.toString('latin1', 0, 1)).toBe('E');
    expect(error.frame.readUInt32BE(1)).toBe(error.frame.length - 1);
    expect(error.message).toBe('the store refused the connection');
  });
});

describe('cancel', () => {
  test.each([0, 2] as const)('stops what runs, by a key of protocol 3.%i', async (protocolMinor) => {
    const link = await openUpstream(target('by_scram'), login({ protocolMinor }));
    const text = Buffer.from('SELECT pg_sleep(20)\0');
    const query = Buffer.alloc(5 + text.length);
    query.write('Q');
    query.writeInt32BE(text.length + 4, 1);
    text.copy(query, 5);
    link.socket.write(query);
    const answer = new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = [];
      link.socket.on('data', (chunk) => {
        chunks.push(chunk);
        const all = Buffer.concat(chunks);
        if (all.includes('57014')) resolve(all);
      });
    });
    link.socket.resume();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const wrong = Buffer.alloc(link.secretKey.length);
    await cancelUpstream(target('by_scram'), link.processId, wrong);
    await cancelUpstream(target('by_scram'), link.processId, link.secretKey);
    expect((await answer).toString()).toContain('canceling statement due to user request');
    await closing(link);
  });
});

describe('TLS', () => {
  const ca = makeCertificate({ name: 'store authority' });
  const names = { dns: ['localhost'], addresses: ['127.0.0.1'] };
  const good = makeCertificate({ name: 'store', issuer: ca, ...names });
  const tls = (mode: UpstreamTarget['tls']['mode'], authority = ca): UpstreamTarget['tls'] => ({
    mode,
    ca: authority.cert,
  });

  test('a server without it is refused, but by `prefer`', async () => {
    expect(await whoAmI(target('by_scram', { tls: { mode: 'prefer' } }))).toBe('by_scram');
    for (const mode of ['require', 'verify-ca', 'verify-full'] as const) {
      await expect(openUpstream(target('by_scram', { tls: tls(mode) }), login())).rejects.toMatchObject({
        code: 'upstream_refused',
        message: expect.stringContaining('offers no tls'),
      });
    }
  });

  describe('with a good certificate', () => {
    beforeAll(() => server.setCertificate(good));

    test.each(['prefer', 'require', 'verify-ca', 'verify-full'] as const)(
      '%s connects, bound to the channel',
      async (mode) => {
        const to = target('by_scram', { tls: tls(mode), channelBinding: 'require' });
        expect(await whoAmI(to)).toBe('by_scram');
        expect(await whoAmI({ ...to, host: 'localhost' })).toBe('by_scram');
      },
    );

    test.each(['by_md5', 'by_password', 'by_trust'])('%s logs in too', async (user) => {
      expect(await whoAmI(target(user, { tls: tls('verify-full') }))).toBe(user);
    });

    test('without binding, the server is told that it was not wanted', async () => {
      expect(await whoAmI(target('by_scram', { tls: tls('verify-full'), channelBinding: 'disable' }))).toBe('by_scram');
    });

    test('the wrong authority is refused, and `require` without one takes any', async () => {
      const stranger = makeCertificate({ name: 'stranger' });
      for (const mode of ['require', 'verify-ca', 'verify-full'] as const) {
        const attempt = openUpstream(target('by_scram', { tls: tls(mode, stranger) }), login());
        await expect(attempt).rejects.toMatchObject({ code: 'upstream_unavailable' });
      }
      expect(await whoAmI(target('by_scram', { tls: { mode: 'require' } }))).toBe('by_scram');
    });

    test('another name than the certificate’s is refused by `verify-full` alone', async () => {
      const elsewhere = (mode: 'verify-ca' | 'verify-full'): UpstreamTarget =>
        target('by_scram', { tls: { ...tls(mode), servername: 'elsewhere.example' } });
      await expect(openUpstream(elsewhere('verify-full'), login())).rejects.toMatchObject({
        code: 'upstream_unavailable',
        message: expect.stringContaining('ALTNAME'),
      });
      expect(await whoAmI(elsewhere('verify-ca'))).toBe('by_scram');
    });

    test('cancel goes the same way', async () => {
      const to = target('by_scram', { tls: tls('verify-full') });
      const link = await openUpstream(to, login());
      await expect(cancelUpstream(to, link.processId, link.secretKey)).resolves.toBeUndefined();
      await closing(link);
    });
  });

  test('an expired certificate is refused', async () => {
    const day = 86_400_000;
    const old = makeCertificate({
      name: 'store',
      issuer: ca,
      ...names,
      notBefore: new Date(Date.now() - 3 * day),
      notAfter: new Date(Date.now() - day),
    });
    await server.setCertificate(old);
    for (const mode of ['verify-ca', 'verify-full'] as const) {
      await expect(openUpstream(target('by_scram', { tls: tls(mode) }), login())).rejects.toMatchObject({
        message: expect.stringContaining('CERT_HAS_EXPIRED'),
      });
    }
  });

  test.each(['rsa-sha256', 'rsa-sha512', 'ecdsa-sha384', 'rsa-pss-sha384'] as const)(
    'the server agrees about the channel of a certificate signed by %s',
    async (signature) => {
      const authority = makeCertificate({ name: 'authority', signature });
      await server.setCertificate(makeCertificate({ name: 'store', issuer: authority, ...names, signature }));
      const to = target('by_scram', { tls: tls('verify-full', authority), channelBinding: 'require' });
      expect(await whoAmI(to)).toBe('by_scram');
    },
  );
});
