import type net from 'node:net';
import tls from 'node:tls';
import { serialize } from 'pg-protocol';
import { GatewayError } from '../../errors/index.js';
import { systemKeepAlive } from '../keep-alive.js';
import { DirectReads } from './direct-reads.js';
import { brokenProtocol } from './server-frame.js';
import { serverNameOf, type UpstreamTarget } from './target.js';

/** Ends what it watches: a deadline or a caller that went away. */
export interface Interruption {
  /** Rejects when the deadline passes or the caller aborts, and never resolves. */
  readonly raised: Promise<never>;
}

/**
 * Opens the connection and, as the mode says, TLS on it. The socket comes back without listeners, but one for `error`
 * that does nothing: between two owners a fault must not end the process.
 *
 * @throws GatewayError `upstream_unavailable` (no connection, TLS failed) or `upstream_refused` (no TLS to be had).
 */
export async function connectUpstream(target: UpstreamTarget, interruption: Interruption): Promise<net.Socket> {
  const { host, port, keepAlive = systemKeepAlive } = target;
  const plain = host.startsWith('/')
    ? DirectReads.connect({ path: `${host}/.s.PGSQL.${port}` })
    : DirectReads.connect({
        host,
        port,
        noDelay: true,
        keepAlive: keepAlive.enabled,
        keepAliveInitialDelay: keepAlive.idleMs,
      });
  plain.on('error', ignoreFault);
  try {
    await Promise.race([once(plain, 'connect'), interruption.raised]);
    // libpq too offers no TLS on a Unix socket: nobody is in between.
    if (target.tls.mode === 'disable' || target.host.startsWith('/')) return plain;
    if (!(await Promise.race([serverSpeaksTls(plain), interruption.raised]))) {
      if (target.tls.mode === 'prefer') return plain;
      throw new GatewayError('upstream_refused', `the store offers no tls, and \`${target.tls.mode}\` asks for it`);
    }
    return await Promise.race([secure(plain, target), interruption.raised]);
  } catch (error) {
    plain.destroy();
    throw error;
  }
}

/** Stands between two owners of a socket. */
export function ignoreFault(): void {}

/** Asks for TLS. Anything but one lone byte of answer is an attack (CVE-2021-23222): it would be read as encrypted. */
async function serverSpeaksTls(socket: net.Socket): Promise<boolean> {
  socket.write(serialize.requestSsl());
  const answer = (await once(socket, 'data')) as Buffer;
  if (answer.length !== 1) throw brokenProtocol('there are bytes behind its answer to the request for tls');
  if (answer[0] === 0x53) return true;
  if (answer[0] === 0x4e) return false;
  throw brokenProtocol('it did not answer the request for tls');
}

async function secure(plain: net.Socket, target: UpstreamTarget): Promise<tls.TLSSocket> {
  const { mode, ca, cert, key } = target.tls;
  const verifiesChain = mode === 'verify-ca' || mode === 'verify-full' || (mode === 'require' && ca !== undefined);
  const servername = serverNameOf(target);
  let socket: tls.TLSSocket;
  try {
    socket = tls.connect({
      socket: plain,
      host: target.tls.servername ?? target.host,
      ...(servername === null ? {} : { servername }),
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ALPNProtocols: ['postgresql'],
      minVersion: 'TLSv1.2',
      rejectUnauthorized: verifiesChain,
      ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
    });
  } catch (error) {
    throw new GatewayError('upstream_unavailable', 'tls to the store is set up wrongly', { cause: error });
  }
  socket.on('error', ignoreFault);
  await once(socket, 'secureConnect');
  return socket;
}

/** Waits for one event, leaves no listener behind, and pauses a socket whose first bytes it was waiting for. */
function once(socket: net.Socket, event: 'connect' | 'secureConnect' | 'data'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      socket.off(event, onEvent);
      socket.off('error', onError);
      socket.off('close', onClose);
    };
    const onEvent = (value: unknown): void => {
      if (event === 'data') socket.pause();
      settle();
      resolve(value);
    };
    const onError = (error: Error): void => {
      settle();
      reject(unreachable(error));
    };
    const onClose = (): void => {
      settle();
      reject(unreachable());
    };
    socket.on(event, onEvent);
    socket.on('error', onError);
    socket.on('close', onClose);
  });
}

function unreachable(cause?: Error): GatewayError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const why = code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : '';
  return new GatewayError(
    'upstream_unavailable',
    `the store can’t be reached${why}`,
    cause === undefined ? {} : { cause },
  );
}
