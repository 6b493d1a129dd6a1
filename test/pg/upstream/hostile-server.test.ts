import { afterEach, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/index.js';
import {
  openUpstream,
  ServerSession,
  type UpstreamLink,
  UpstreamRefusal,
  type UpstreamTarget,
} from '../../../src/pg/upstream/index.js';
import {
  authenticationOk,
  keyData,
  message,
  ready,
  type ScriptedServer,
  type ScriptedSocket,
  startScriptedServer,
} from './scripted-server.js';

let server: ScriptedServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

type Script = (socket: ScriptedSocket) => Promise<void>;

async function connect(
  script: Script,
  more: Partial<UpstreamTarget> = {},
  signal?: AbortSignal,
): Promise<UpstreamLink> {
  server = await startScriptedServer(script);
  const target: UpstreamTarget = {
    host: '127.0.0.1',
    port: server.port,
    user: 'gateway',
    password: new Secret('secret word'),
    tls: { mode: 'disable' },
    connectTimeoutMs: 400,
    ...more,
  };
  return openUpstream(target, { database: 'shop', parameters: new Map(), protocolMinor: 2 }, signal);
}

/** Says this behind the startup packet. */
function saying(...messages: Buffer[]): Script {
  return async (socket) => {
    await socket.packet();
    socket.send(...messages);
  };
}

async function failure(attempt: Promise<unknown>): Promise<Error & { code: string; sqlstate: string }> {
  const error = await attempt.then(
    () => null,
    (reason) => reason,
  );
  expect(error).not.toBeNull();
  // It hung up: nothing stays open behind a failure.
  await expect.poll(() => server?.open).toBe(0);
  expect(String(error.stack)).not.toContain('secret word');
  return error;
}

test('an honest server is a link, bytes behind its ReadyForQuery included', async () => {
  const status = message('S', 'server_version\x0018.4\0');
  const notice = message('N', 'SNOTICE\0Mhello\0\0');
  const link = await connect(saying(authenticationOk, status, keyData, notice, ready, message('A', 1, 'x\0\0')));
  expect(link).toMatchObject({ processId: 4711, protocolMinor: 2 });
  expect(link.secretKey).toEqual(Buffer.from([0, 0, 0, 42]));
  expect(link.greeting).toEqual(Buffer.concat([status, notice]));
  expect(link.rest).toEqual(message('A', 1, 'x\0\0'));
  link.socket.destroy();
});

test('frames may come in any pieces', async () => {
  const bytes = Buffer.concat([authenticationOk, message('S', 'a\0b\0'), keyData, ready]);
  const link = await connect(async (socket) => {
    await socket.packet();
    for (const byte of bytes) {
      socket.send(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  expect(link.parameterStatus).toEqual(new Map([['a', 'b']]));
  link.socket.destroy();
});

test('protocol 3.0 is spoken with a server that knows no newer one, however it says so', async () => {
  for (const version of [0x30000, 0]) {
    const link = await connect(saying(message('v', version, 0), authenticationOk, keyData, ready));
    expect(link.protocolMinor).toBe(0);
    link.socket.destroy();
    await server?.close();
  }
});

describe('a server that breaks the protocol is left', () => {
  const scripts: readonly [string, Script][] = [
    ['a length below 4', saying(Buffer.from([0x52, 0, 0, 0, 3]))],
    ['a length of nearly 4 GB', saying(Buffer.from([0x52, 0xff, 0xff, 0xff, 0xff]))],
    ['a length past the limit', saying(Buffer.from([0x52, 0, 1, 0, 0]))],
    ['a message before the login is through', saying(message('S', 'a\0b\0'), authenticationOk, ready)],
    ['ReadyForQuery at once', saying(ready)],
    ['rows before ReadyForQuery', saying(authenticationOk, message('D', 'x'), ready)],
    ['an authentication without a kind', saying(message('R', 'x'))],
    ['a ParameterStatus without an end', saying(authenticationOk, message('S', 'a\0b'), ready)],
    ['a key of 300 bytes', saying(authenticationOk, message('K', 1, Buffer.alloc(300)), ready)],
    ['no process id', saying(authenticationOk, message('K', 'abc'), ready)],
    ['an error without an end', saying(message('E', 'SFATAL'))],
    ['a newer protocol than was asked for', saying(message('v', 0x30003, 0))],
    ['options that were not asked for', saying(message('v', 0x30002, 1, '_pq_.x\0'))],
    ['half a version', saying(message('v', 'abc'))],
    [
      'a greeting without end',
      async (socket) => {
        await socket.packet();
        socket.send(authenticationOk);
        const much = Buffer.concat(Array.from({ length: 100 }, () => message('N', `M${'x'.repeat(20_000)}\0\0`)));
        socket.send(much);
      },
    ],
    [
      'a connection that is closed',
      async (socket) => {
        await socket.packet();
        socket.socket.end();
      },
    ],
    [
      'a connection that is reset',
      async (socket) => {
        await socket.packet();
        socket.socket.resetAndDestroy();
      },
    ],
  ];
  test.each(scripts)('%s', async (_, script) => {
    expect(await failure(connect(script))).toMatchObject({ name: 'GatewayError', code: 'upstream_unavailable' });
  });
});

describe('an error of the server’s', () => {
  test('needs no SQLSTATE, nor any other field', async () => {
    for (const frame of [message('E', 'Mno code\0\0'), message('E', '\0'), message('E', 'C3D00\0\0')]) {
      const error = await failure(connect(saying(frame)));
      expect(error).toMatchObject({ code: 'upstream_refused', sqlstate: '08004' });
      expect(error).not.toBeInstanceOf(UpstreamRefusal);
      await server?.close();
    }
  });

  test('is kept as it came, also behind AuthenticationOk', async () => {
    const frame = message('E', 'SFATAL\0C3D000\0Mdatabase "shop" does not exist\0\0');
    const error = await failure(connect(saying(authenticationOk, frame)));
    expect(error).toBeInstanceOf(UpstreamRefusal);
    expect((error as unknown as UpstreamRefusal).frame).toEqual(frame);
  });
});

describe('TLS is not taken from one who could be in between', () => {
  const asking: Partial<UpstreamTarget> = { tls: { mode: 'prefer' } };

  test('a byte behind its answer is refused: it would be read as if it had been encrypted', async () => {
    const script: Script = async (socket) => {
      await socket.packet();
      socket.send(Buffer.from('SR'));
    };
    expect(await failure(connect(script, asking))).toMatchObject({ code: 'upstream_unavailable' });
    await server?.close();
    const plain: Script = async (socket) => {
      await socket.packet();
      socket.send(Buffer.from('N'), authenticationOk, ready);
    };
    expect(await failure(connect(plain, asking))).toMatchObject({ code: 'upstream_unavailable' });
  });

  test('an answer that is none is refused', async () => {
    const script: Script = async (socket) => {
      await socket.packet();
      socket.send(Buffer.from('E'));
    };
    expect(await failure(connect(script, asking))).toMatchObject({ code: 'upstream_unavailable' });
  });

  test('garbage instead of a handshake is refused', async () => {
    const script: Script = async (socket) => {
      await socket.packet();
      socket.send(Buffer.from('S'));
      await socket.packet();
      socket.send(Buffer.from('this is no handshake'));
    };
    expect(await failure(connect(script, asking))).toMatchObject({ code: 'upstream_unavailable' });
  });
});

describe('the password is not given away', () => {
  const cleartext = message('R', 3);

  test('in clear text over an open network', async () => {
    // 0.0.0.0 leads to this machine too, and is no loopback address.
    const seen: Buffer[] = [];
    const script: Script = async (socket) => {
      await socket.packet();
      socket.send(cleartext);
      seen.push(await socket.message());
    };
    const error = await failure(connect(script, { host: '0.0.0.0' }));
    expect(error.message).toContain('clear text');
    expect(seen).toEqual([]);
  });

  test('a second time, by another method', async () => {
    const script: Script = async (socket) => {
      await socket.packet();
      socket.send(message('R', 5, 'salt'));
      await socket.message();
      socket.send(cleartext);
    };
    expect((await failure(connect(script))).message).toContain('out of order');
  });

  test('by a method that is not known', async () => {
    for (const kind of [2, 6, 7, 8, 9, 4711, -1]) {
      const error = await failure(connect(saying(message('R', kind))));
      expect(error).toMatchObject({ code: 'upstream_refused' });
      await server?.close();
    }
  });

  test('with a salt of another length', async () => {
    expect((await failure(connect(saying(message('R', 5, 'salty'))))).message).toContain('wrong length');
  });
});

describe('SCRAM', () => {
  const mechanisms = message('R', 10, 'SCRAM-SHA-256\0\0');
  /** Sends server-first made of the client's nonce, then whatever `then` says. */
  function scram(first: (nonce: string) => string, ...then: Buffer[]): Script {
    return async (socket) => {
      await socket.packet();
      socket.send(mechanisms);
      const initial = (await socket.message()).toString('latin1');
      const nonce = /r=(.*)$/.exec(initial)?.[1] ?? '';
      socket.send(message('R', 11, first(nonce)));
      await socket.message();
      socket.send(...then);
    };
  }
  const salt = Buffer.from('0123456789abcdef').toString('base64');

  test('a server that does not know the password is left, though it lets us in', async () => {
    const wrong = message('R', 12, `v=${Buffer.alloc(32).toString('base64')}`);
    const error = await failure(
      connect(scram((nonce) => `r=${nonce}x,s=${salt},i=1`, wrong, authenticationOk, keyData, ready)),
    );
    expect(error).toMatchObject({ code: 'upstream_refused', message: expect.stringContaining('could not prove') });
  });

  test('a server that leaves out its proof is left', async () => {
    const error = await failure(
      connect(scram((nonce) => `r=${nonce}x,s=${salt},i=1`, authenticationOk, keyData, ready)),
    );
    expect(error.message).toContain('left out');
    await server?.close();
    const atOnce = await failure(connect(saying(mechanisms, authenticationOk, keyData, ready)));
    expect(atOnce.message).toContain('left out');
  });

  const messages: readonly [string, (nonce: string) => string][] = [
    ['the client’s nonce alone', (nonce) => `r=${nonce},s=${salt},i=4096`],
    ['a nonce of its own', () => `r=abcdefabcdefabcdefabcdefabcdef,s=${salt},i=4096`],
    ['a nonce with a control character', (nonce) => `r=${nonce}\x01,s=${salt},i=4096`],
    ['a nonce of 5,000 characters', (nonce) => `r=${nonce}${'x'.repeat(5000)},s=${salt},i=4096`],
    ['a salt that is no base64', (nonce) => `r=${nonce}x,s=!!!!,i=4096`],
    ['no salt', (nonce) => `r=${nonce}x,s=,i=4096`],
    ['no iterations', (nonce) => `r=${nonce}x,s=${salt}`],
    ['zero iterations', (nonce) => `r=${nonce}x,s=${salt},i=0`],
    ['negative iterations', (nonce) => `r=${nonce}x,s=${salt},i=-1`],
    ['a billion iterations', (nonce) => `r=${nonce}x,s=${salt},i=1000000000`],
    ['iterations past every integer', (nonce) => `r=${nonce}x,s=${salt},i=99999999999999999999`],
    ['a mandatory extension', (nonce) => `m=x,r=${nonce}x,s=${salt},i=4096`],
    ['nothing', () => ''],
  ];
  test.each(messages)('%s is refused', async (_, first) => {
    expect(await failure(connect(scram(first)))).toMatchObject({ code: 'upstream_unavailable' });
  });

  test('mechanisms without a known one, without an end, or without number are refused', async () => {
    for (const list of ['SCRAM-SHA-1\0OAUTHBEARER\0\0', 'SCRAM-SHA-256', '\0', 'X\0'.repeat(1000)]) {
      expect(await failure(connect(saying(message('R', 10, list))))).toMatchObject({ name: 'GatewayError' });
      await server?.close();
    }
  });

  test('PLUS is not taken over a plain connection', async () => {
    const error = await failure(connect(saying(message('R', 10, 'SCRAM-SHA-256-PLUS\0\0'))));
    expect(error.message).toContain('no SASL mechanism');
  });
});

describe('the deadline', () => {
  test('ends a login with a server that says nothing', async () => {
    const start = performance.now();
    const error = await failure(connect(async () => {}));
    expect(error).toMatchObject({ code: 'upstream_unavailable', message: 'the store did not answer in time' });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('ends one that trickles', async () => {
    const script: Script = async (socket) => {
      await socket.packet();
      socket.send(authenticationOk);
      const timer = setInterval(() => socket.send(message('S', 'a\0b\0')), 50);
      socket.socket.on('close', () => clearInterval(timer));
    };
    expect((await failure(connect(script))).message).toBe('the store did not answer in time');
  });

  test('covers the answer to the request for TLS, and the handshake', async () => {
    const asking: Partial<UpstreamTarget> = { tls: { mode: 'require' } };
    expect((await failure(connect(async () => {}, asking))).message).toBe('the store did not answer in time');
    await server?.close();
    const script: Script = async (socket) => {
      await socket.packet();
      socket.send(Buffer.from('S'));
    };
    expect((await failure(connect(script, asking))).message).toBe('the store did not answer in time');
  });

  test('a caller that goes away ends it at once, before as well as during', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const during = failure(connect(async () => {}, { connectTimeoutMs: 60_000 }, controller.signal));
    expect(await during).toMatchObject({ code: 'shutting_down' });
    await server?.close();
    const before = failure(connect(async () => {}, { connectTimeoutMs: 60_000 }, AbortSignal.abort()));
    expect(await before).toMatchObject({ code: 'shutting_down' });
  });
});

test('a server that is not there is said to be, with the system’s reason', async () => {
  const gone = await startScriptedServer(async () => {});
  await gone.close();
  await expect(connect(async () => {}, { port: gone.port })).rejects.toMatchObject({
    code: 'upstream_unavailable',
    message: 'the store can’t be reached (ECONNREFUSED)',
  });
});

describe('the gateway’s own statements', () => {
  async function session(answer: Buffer): Promise<ServerSession> {
    server = await startScriptedServer(async (socket) => {
      await socket.packet();
      socket.send(authenticationOk, keyData, ready);
      let first = true;
      for (;;) {
        const type = (await socket.message()).toString('latin1', 0, 1);
        if (type !== 'S') continue;
        if (first) socket.send(message('1'), message('2'), message('n'), message('C', 'SELECT 0\0'), ready);
        else socket.send(answer);
        first = false;
      }
    });
    const target: UpstreamTarget = {
      host: '127.0.0.1',
      port: server.port,
      user: 'gateway',
      password: null,
      tls: { mode: 'disable' },
      connectTimeoutMs: 1000,
    };
    return ServerSession.open(target, 'shop', { application_name: 'damask', queryTimeoutMs: 1000 });
  }

  const broken: readonly [string, Buffer][] = [
    ['an error without an end', message('E', 'Mx')],
    ['an error of no bytes', message('E')],
    ['columns that are not there', message('T', Buffer.from([0x7f, 0xff]))],
    ['a row that promises more than it has', message('D', Buffer.from([0, 5, 0, 0, 0, 1]))],
    ['a length below 4', Buffer.from([0x44, 0, 0, 0, 0])],
    ['a length of 2 GB', Buffer.from([0x44, 0x7f, 0xff, 0xff, 0xff])],
  ];
  test.each(broken)('%s ends the session, and never hangs', async (_, answer) => {
    const open = await session(answer);
    await expect(open.query('SELECT 1')).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(open.open).toBe(false);
    await expect(open.query('SELECT 1')).rejects.toMatchObject({ code: 'upstream_unavailable' });
  });

  test('an error without a SQLSTATE refuses the statement, and the session goes on', async () => {
    const open = await session(Buffer.concat([message('E', 'SERROR\0Msecret word\0\0'), ready]));
    await expect(open.query('SELECT 1')).rejects.toMatchObject({ code: 'upstream_refused', sqlstate: 'XX000' });
    expect(open.open).toBe(true);
    await open.close();
  });
});
