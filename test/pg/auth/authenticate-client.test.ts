import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/index.js';
import type { GatewayError } from '../../../src/errors/index.js';
import {
  type AuthenticationFrame,
  authenticateClient,
  type ClientLogin,
  type PrincipalCredential,
  parseScramVerifier,
  ScramVerifiers,
} from '../../../src/pg/auth/index.js';
import { deriveScramKeys } from '../../../src/pg/auth/scram-keys.js';
import { ScramServer } from '../../../src/pg/auth/scram-server.js';
import { ScramClient } from '../../../src/pg/upstream/scram-client.js';

const verifiers = new ScramVerifiers({ saltSecret: new Secret(Buffer.from('salts of this test')) });
const password = { kind: 'password', password: new Secret('pencil') } as const;

interface Sent {
  readonly kind: number;
  readonly data: string;
}

/** Says what the client says, and reads what it is told. */
class Client {
  readonly sent: Sent[] = [];
  #frames: ((sent: readonly Sent[]) => AuthenticationFrame | Promise<AuthenticationFrame>)[];

  constructor(...frames: ((sent: readonly Sent[]) => AuthenticationFrame | Promise<AuthenticationFrame>)[]) {
    this.#frames = frames;
  }

  readonly io = {
    send: (bytes: Buffer): void => {
      for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
        expect(bytes.toString('latin1', at, at + 1)).toBe('R');
        const end = at + 1 + bytes.readInt32BE(at + 1);
        this.sent.push({ kind: bytes.readInt32BE(at + 5), data: bytes.toString('utf8', at + 9, end) });
      }
    },
    receive: async (): Promise<AuthenticationFrame> => {
      const next = this.#frames.shift();
      if (next === undefined) throw new Error('the client is gone');
      return next(this.sent);
    },
  };
}

function initial(mechanism: string, response: string | null): AuthenticationFrame {
  const body = Buffer.from(`${mechanism}\0....${response ?? ''}`, 'utf8');
  body.writeInt32BE(response === null ? -1 : Buffer.byteLength(response), mechanism.length + 1);
  return { type: 'p', body };
}

function response(text: string | Buffer): AuthenticationFrame {
  return { type: 'p', body: Buffer.from(text) };
}

function login(more: Partial<ClientLogin> = {}): ClientLogin {
  return { name: 'analyst', credential: password, address: '192.0.2.1', binding: null, ...more };
}

/** The whole exchange by the gateway's own client. */
function honest(secret: string, binding: Buffer | null = null, mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS']) {
  const scram = new ScramClient({ password: new Secret(secret), mechanisms, binding, channelBinding: 'prefer' });
  return {
    scram,
    client: new Client(
      () => initial(scram.mechanism, scram.first()),
      async (sent) => response(await scram.final(sent.at(-1)?.data ?? '')),
    ),
  };
}

async function refusal(client: Client, asked: ClientLogin): Promise<GatewayError> {
  const error = await authenticateClient(client.io, asked, verifiers).then(
    () => null,
    (reason) => reason,
  );
  expect(error).not.toBeNull();
  expect(client.sent.some(({ kind }) => kind === 0)).toBe(false);
  return error;
}

describe('the exchange', () => {
  test('lets in who knows the password, and proves itself', async () => {
    const { client, scram } = honest('pencil');
    await authenticateClient(client.io, login(), verifiers);
    expect(client.sent.map(({ kind }) => kind)).toEqual([10, 11, 12, 0]);
    expect(client.sent[0]?.data).toBe('SCRAM-SHA-256\0\0');
    scram.verify(client.sent[2]?.data ?? '');
  });

  test('offers PLUS first where there is a channel to bind to, and takes it', async () => {
    const binding = Buffer.alloc(32, 7);
    const { client, scram } = honest('pencil', binding);
    await authenticateClient(client.io, login({ binding }), verifiers);
    expect(client.sent[0]?.data).toBe('SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0');
    expect(scram.mechanism).toBe('SCRAM-SHA-256-PLUS');
    scram.verify(client.sent[2]?.data ?? '');
  });

  test('is that of RFC 7677', async () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    const keys = await deriveScramKeys('pencil', salt, 4096);
    const server = new ScramServer({
      mechanism: 'SCRAM-SHA-256',
      binding: null,
      verifier: { salt, iterations: 4096, ...keys },
      doomed: false,
      nonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    });
    expect(server.answerFirst('n,,n=user,r=rOprNGfwEbeRWgbNEkqO')).toBe(
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    );
    const final =
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
    expect(server.answerFinal(final)).toBe('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  });

  test('asks for the first message when the client did not send it at once', async () => {
    const { scram } = honest('pencil');
    const client = new Client(
      () => initial('SCRAM-SHA-256', null),
      (sent) => {
        expect(sent.at(-1)).toEqual({ kind: 11, data: '' });
        return response(scram.first());
      },
      async (sent) => response(await scram.final(sent.at(-1)?.data ?? '')),
    );
    await authenticateClient(client.io, login(), verifiers);
    expect(client.sent.at(-1)?.kind).toBe(0);
  });

  test('takes a verifier that PostgreSQL stored', async () => {
    const salt = Buffer.from('0123456789abcdef');
    const { storedKey, serverKey } = await deriveScramKeys('pencil', salt, 1000);
    const text = `SCRAM-SHA-256$1000:${salt.toString('base64')}$${storedKey.toString('base64')}:${serverKey.toString('base64')}`;
    const credential: PrincipalCredential = { kind: 'scram', verifier: new Secret(text) };
    const { client, scram } = honest('pencil');
    await authenticateClient(client.io, login({ credential }), verifiers);
    scram.verify(client.sent[2]?.data ?? '');
    expect((await refusal(honest('pencils').client, login({ credential }))).sqlstate).toBe('28P01');
  });

  test('derives once, however often one logs in', async () => {
    const credential: PrincipalCredential = { kind: 'password', password: new Secret('slow') };
    const slow = new ScramVerifiers({ saltSecret: new Secret(Buffer.from('x')), iterations: 200_000 });
    const first = slow.of('a', credential);
    expect(slow.of('a', credential)).toBe(first);
    const other = await slow.of('b', credential);
    expect(other.salt.equals((await first).salt)).toBe(false);
  });
});

describe('a name that nobody has', () => {
  const nobody = login({ name: 'nobody', credential: null });

  test('goes the same way as a wrong password, message for message', async () => {
    const known = honest('wrong').client;
    const unknown = honest('wrong').client;
    const errors = [await refusal(known, login()), await refusal(unknown, nobody)];
    expect(errors.map((error) => [error.code, error.sqlstate, error.detail, error.hint])).toEqual(
      Array.from({ length: 2 }, () => ['authentication', '28P01', undefined, undefined]),
    );
    expect(errors.map((error) => error.message)).toEqual([
      'password authentication failed for user "analyst"',
      'password authentication failed for user "nobody"',
    ]);
    const shape = (client: Client) =>
      client.sent.map(({ kind, data }) => [kind, data.replace(/[rs]=[^,]*/g, '').length]);
    expect(shape(unknown)).toEqual(shape(known));
  });

  test('has always the same salt, as a real one has, and each its own', async () => {
    const salt = async (asked: ClientLogin) => {
      const { client } = honest('wrong');
      await refusal(client, asked);
      return /s=([^,]*)/.exec(client.sent[1]?.data ?? '')?.[1];
    };
    const first = await salt(nobody);
    expect(await salt(nobody)).toBe(first);
    expect(await salt({ ...nobody, name: 'noone' })).not.toBe(first);
    expect(await salt(login())).toBe(await salt(login()));
    // The salt of a name does not change when somebody gets it.
    expect(await salt({ ...nobody, name: 'analyst' })).toBe(await salt(login()));
    expect(first?.length).toBe((await salt(login()))?.length);
  });

  test('can’t be logged in to, even with a proof that fits', async () => {
    const { storedKey, serverKey } = verifiers.mock('nobody');
    expect(storedKey.equals(serverKey)).toBe(false);
    const scram = new ScramServer({
      mechanism: 'SCRAM-SHA-256',
      binding: null,
      verifier: await verifiers.of('x', password),
      doomed: true,
      nonce: 'n',
    });
    const client = new ScramClient({
      password: new Secret('pencil'),
      mechanisms: ['SCRAM-SHA-256'],
      binding: null,
      channelBinding: 'prefer',
    });
    expect(scram.answerFinal(await client.final(scram.answerFirst(client.first())))).toBeNull();
  });
});

describe('trust', () => {
  const credential: PrincipalCredential = { kind: 'trust_loopback' };

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('from %s needs no proof', async (address) => {
    const client = new Client();
    await authenticateClient(client.io, login({ credential, address }), verifiers);
    expect(client.sent).toEqual([{ kind: 0, data: '' }]);
  });

  test.each(['192.0.2.1', '::ffff:192.0.2.1', '', '0.0.0.0'])(
    'from %j there is none, and no password does',
    async (address) => {
      for (const secret of ['', 'pencil']) {
        expect((await refusal(honest(secret).client, login({ credential, address }))).sqlstate).toBe('28P01');
      }
    },
  );
});

describe('channel binding', () => {
  const binding = Buffer.alloc(32, 7);

  test('of another certificate is refused: somebody is in between', async () => {
    const { client } = honest('pencil', Buffer.alloc(32, 8));
    expect(await refusal(client, login({ binding }))).toMatchObject({
      sqlstate: '28000',
      message: 'SCRAM channel binding check failed',
    });
  });

  test('a client that could and thinks that we can’t is told: somebody took PLUS off the list', async () => {
    const { client } = honest('pencil', binding, ['SCRAM-SHA-256']);
    expect(await refusal(client, login({ binding }))).toMatchObject({
      sqlstate: '28000',
      message: 'SCRAM channel binding negotiation error',
    });
  });

  test('a client that can’t is let in, and so is one that could where we can’t', async () => {
    const cannot = honest('pencil', null, ['SCRAM-SHA-256']).client;
    await authenticateClient(cannot.io, login({ binding }), verifiers);
    const could = honest('pencil', binding, ['SCRAM-SHA-256']).client;
    await authenticateClient(could.io, login({ binding: null }), verifiers);
    expect([cannot, could].map((client) => client.sent.at(-1)?.kind)).toEqual([0, 0]);
  });

  test('its flag can’t be changed behind the first message', async () => {
    const scram = new ScramClient({
      password: new Secret('pencil'),
      mechanisms: ['SCRAM-SHA-256'],
      binding: null,
      channelBinding: 'prefer',
    });
    const client = new Client(
      () => initial('SCRAM-SHA-256', scram.first().replace('n,,', 'y,,')),
      async (sent) => response(await scram.final(sent.at(-1)?.data ?? '')),
    );
    expect(await refusal(client, login())).toMatchObject({ sqlstate: '08P01' });
  });
});

describe('what is no SCRAM is refused as PostgreSQL does', () => {
  const good = 'n,,n=,r=abcdefgh';
  const first = (text: string, mechanism = 'SCRAM-SHA-256') => initial(mechanism, text);

  const initials: readonly [string, AuthenticationFrame, string][] = [
    ['another message', { type: 'Q', body: Buffer.from('SELECT 1\0') }, '08P01'],
    ['Terminate', { type: 'X', body: Buffer.alloc(0) }, '08P01'],
    ['a password in clear text', { type: 'p', body: Buffer.from('pencil\0') }, '08P01'],
    ['nothing', { type: 'p', body: Buffer.alloc(0) }, '08P01'],
    ['a mechanism that was not offered', first(good, 'SCRAM-SHA-1'), '08P01'],
    ['PLUS where it was not offered', first('p=tls-server-end-point,,n=,r=abcdefgh', 'SCRAM-SHA-256-PLUS'), '08P01'],
    ['a length that lies', { type: 'p', body: Buffer.from('SCRAM-SHA-256\0\0\0\0\xffn,,n=,r=a', 'latin1') }, '08P01'],
    ['a length of -2', { type: 'p', body: Buffer.from('SCRAM-SHA-256\0\xff\xff\xff\xfe', 'latin1') }, '08P01'],
    [
      'bytes behind a length of -1',
      { type: 'p', body: Buffer.from('SCRAM-SHA-256\0\xff\xff\xff\xffn,,', 'latin1') },
      '08P01',
    ],
    ['2,000 bytes', first(`n,,n=,r=${'a'.repeat(2000)}`), '08P01'],
    ['no gs2 header', first('n=,r=abcdefgh'), '08P01'],
    ['an unknown flag', first('z,,n=,r=abcdefgh'), '08P01'],
    ['a binding without PLUS', first('p=tls-server-end-point,,n=,r=abcdefgh'), '08P01'],
    ['an authorization identity', first('n,a=admin,n=,r=abcdefgh'), '0A000'],
    ['a mandatory extension', first('n,,m=x,n=,r=abcdefgh'), '0A000'],
    ['no nonce', first('n,,n='), '08P01'],
    ['an empty nonce', first('n,,n=,r='), '08P01'],
    ['a nonce that is not printable', first('n,,n=,r=ab\u00e9'), '08P01'],
    ['a NUL', first('n,,n=,r=abc\0'), '08P01'],
    [
      'bytes that are no UTF-8',
      { type: 'p', body: Buffer.from('SCRAM-SHA-256\0\0\0\0\x0an,,n=\xff,r=a', 'latin1') },
      '08P01',
    ],
    ['an extension that is none', first('n,,n=,r=abcdefgh,x'), '08P01'],
    ['an empty message', first(''), '08P01'],
  ];
  test.each(initials)('first: %s', async (_, frame, sqlstate) => {
    expect((await refusal(new Client(() => frame), login())).sqlstate).toBe(sqlstate);
  });

  const finals: readonly [string, (serverNonce: string) => string][] = [
    ['no proof', (nonce) => `c=biws,r=${nonce}`],
    ['a proof of 31 bytes', (nonce) => `c=biws,r=${nonce},p=${Buffer.alloc(31).toString('base64')}`],
    ['a proof of 33 bytes', (nonce) => `c=biws,r=${nonce},p=${Buffer.alloc(33).toString('base64')}`],
    ['a proof that is no base64', (nonce) => `c=biws,r=${nonce},p=${'!'.repeat(44)}`],
    ['something behind the proof', (nonce) => `c=biws,r=${nonce},p=${Buffer.alloc(32).toString('base64')},x=y`],
    ['the client’s nonce alone', () => `c=biws,r=abcdefgh,p=${Buffer.alloc(32).toString('base64')}`],
    ['another nonce', (nonce) => `c=biws,r=${nonce}x,p=${Buffer.alloc(32).toString('base64')}`],
    ['another binding', (nonce) => `c=eSws,r=${nonce},p=${Buffer.alloc(32).toString('base64')}`],
    ['no binding', (nonce) => `r=${nonce},p=${Buffer.alloc(32).toString('base64')}`],
    ['extensions that are none', (nonce) => `c=biws,r=${nonce},,,p=${Buffer.alloc(32).toString('base64')}`],
  ];
  test.each(finals)('final: %s', async (_, final) => {
    const client = new Client(
      () => first(good),
      (sent) => response(final(/r=([^,]*)/.exec(sent.at(-1)?.data ?? '')?.[1] ?? '')),
    );
    expect((await refusal(client, login())).sqlstate).toBe('08P01');
  });

  test('a proof of zeros is a wrong password', async () => {
    const client = new Client(
      () => first(good),
      (sent) =>
        response(`c=biws,r=${/r=([^,]*)/.exec(sent.at(-1)?.data ?? '')?.[1]},p=${Buffer.alloc(32).toString('base64')}`),
    );
    expect((await refusal(client, login())).sqlstate).toBe('28P01');
  });

  test('another message instead of the final one', async () => {
    const client = new Client(
      () => first(good),
      () => ({ type: 'Q', body: Buffer.from('SELECT 1\0') }),
    );
    expect((await refusal(client, login())).sqlstate).toBe('08P01');
  });

  test('a client that goes away is what its connection says', async () => {
    await expect(authenticateClient(new Client().io, login(), verifiers)).rejects.toThrow('the client is gone');
  });

  test('any bytes at all are refused, and nothing else happens', async () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed;
    };
    for (let i = 0; i < 500; i++) {
      const noise = Buffer.from(Array.from({ length: random() % 80 }, () => random() >> 8));
      const body = i % 2 === 0 ? noise : Buffer.concat([initial('SCRAM-SHA-256', good).body, noise]);
      const error = await refusal(
        new Client(
          () => ({ type: 'p', body }),
          () => response(noise),
        ),
        login(),
      );
      expect(['08P01', '0A000', '28000', '28P01']).toContain(error.sqlstate);
    }
  });
});

test('a name that would break a log line is shown harmlessly', async () => {
  const error = await refusal(
    honest('x').client,
    login({ name: `a\nFATAL: b\u202e${'c'.repeat(200)}`, credential: null }),
  );
  expect(error.message).toMatch(/^password authentication failed for user "a\?FATAL: b\?c{52}"$/);
});

describe('a stored verifier', () => {
  const key = Buffer.alloc(32).toString('base64');
  const salt = Buffer.alloc(16).toString('base64');

  test('is read as PostgreSQL writes it', () => {
    expect(parseScramVerifier(`SCRAM-SHA-256$4096:${salt}$${key}:${key}`)).toMatchObject({ iterations: 4096 });
  });

  test.each([
    '',
    'md5abcdef',
    `SCRAM-SHA-1$4096:${salt}$${key}:${key}`,
    `SCRAM-SHA-256$0:${salt}$${key}:${key}`,
    `SCRAM-SHA-256$9999999999:${salt}$${key}:${key}`,
    `SCRAM-SHA-256$4096:!!$${key}:${key}`,
    `SCRAM-SHA-256$4096:${salt}$${key}`,
    `SCRAM-SHA-256$4096:${salt}$AAAA:${key}`,
    `SCRAM-SHA-256$4096:${salt}$${key}:${key}:${key}`,
    ` SCRAM-SHA-256$4096:${salt}$${key}:${key}`,
  ])('%j is refused, and not shown', (text) => {
    try {
      parseScramVerifier(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_parameter' });
      if (text.length > 20) expect((error as Error).message).not.toContain(key);
    }
  });

  test('that is malformed refuses its principal’s login, and no one else’s', async () => {
    const credential: PrincipalCredential = { kind: 'scram', verifier: new Secret('nonsense') };
    expect((await refusal(honest('x').client, login({ credential }))).code).toBe('invalid_parameter');
  });
});
