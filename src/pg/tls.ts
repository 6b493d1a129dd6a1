import { constants, createPrivateKey, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { invariant } from '../base/index.js';
import { GatewayError } from '../errors/index.js';
import { endPointBinding } from './channel-binding.js';

/** What clients are shown. All PEM. */
export interface ListenerTlsOptions {
  /** The certificate, and behind it those of its issuers. */
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Authorities of client certificates; with them, a client must show one. */
  readonly clientCa?: string | Buffer;
}

/** A client whose connection is encrypted now. */
export interface SecuredClient {
  readonly socket: tls.TLSSocket;
  /** tls-server-end-point of the very certificate that this client was shown; null when it has none. */
  readonly binding: Buffer | null;
}

const ALPN_PROTOCOL = 'postgresql';

/**
 * TLS towards clients, on sockets that somebody else accepted. PostgreSQL's own choices: TLS 1.2 at least, no tickets, no
 * renegotiation, ALPN `postgresql` (docs: "SSL Session Encryption" in "Message Flow").
 */
export class ListenerTls {
  readonly #server: tls.Server;
  /** Of the certificate that the next client is shown. */
  #binding: Buffer | null;
  /** Handshakes under way, by the peer's address: the server tells only of the new socket, not of the one below. */
  readonly #handshakes = new Map<string, (socket: tls.TLSSocket) => void>();

  /** @throws GatewayError `invalid_parameter` when certificate and key can't be read, or are not a pair. */
  constructor(options: ListenerTlsOptions) {
    this.#binding = checked(options);
    this.#server = tls.createServer(contextOf(options));
    this.#server.on('secureConnection', (socket) => this.#handshakes.get(peerOf(socket))?.(socket));
    // A failed handshake closes the socket below, and that is where it is noticed.
    this.#server.on('tlsClientError', () => {});
  }

  /**
   * New connections are shown the new certificate; those that stand are not touched.
   *
   * @throws GatewayError `invalid_parameter`, and then everything stays as it was.
   */
  reload(options: ListenerTlsOptions): void {
    const binding = checked(options);
    this.#server.setSecureContext(contextOf(options));
    this.#binding = binding;
  }

  /**
   * Takes the socket over and shakes hands; bytes that were read already must have been put back with `unshift`. The
   * deadline is the caller's: it destroys `socket`.
   *
   * @param direct TLS came without SSLRequest: the client must then have asked for ALPN `postgresql`.
   * @throws GatewayError `protocol_violation` when the handshake fails or the client goes away; the socket is destroyed then.
   */
  async accept(socket: Socket, direct: boolean): Promise<SecuredClient> {
    const binding = this.#binding;
    const peer = peerOf(socket);
    const secured = await new Promise<tls.TLSSocket>((resolve, reject) => {
      const onClose = (): void => {
        this.#handshakes.delete(peer);
        reject(new GatewayError('protocol_violation', 'the tls handshake with the client failed'));
      };
      socket.once('close', onClose);
      if (socket.destroyed) return onClose();
      this.#handshakes.set(peer, (client) => {
        this.#handshakes.delete(peer);
        socket.off('close', onClose);
        resolve(client);
      });
      this.#server.emit('connection', socket);
    });
    // Between two owners a fault must not end the process.
    secured.on('error', ignoreFault);
    if (direct && secured.alpnProtocol !== ALPN_PROTOCOL) {
      secured.destroy();
      throw new GatewayError(
        'protocol_violation',
        'a direct tls connection must ask for the ALPN protocol `postgresql`',
      );
    }
    return { socket: secured, binding };
  }
}

function ignoreFault(): void {}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress} ${socket.localPort}`;
}

function contextOf({ cert, key, clientCa }: ListenerTlsOptions): tls.TlsOptions {
  return {
    cert,
    key,
    ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    ALPNProtocols: [ALPN_PROTOCOL],
  };
}

/** Certificate and key are a pair that can be used. Returns the certificate's binding. */
function checked(options: ListenerTlsOptions): Buffer | null {
  try {
    tls.createSecureContext(contextOf(options));
    const certificate = new X509Certificate(options.cert);
    // An empty key is no error to OpenSSL: every handshake would fail instead.
    invariant(certificate.checkPrivateKey(createPrivateKey(options.key)), 'certificate and key are no pair');
    return endPointBinding(certificate.raw);
  } catch (error) {
    throw new GatewayError('invalid_parameter', 'the listener’s tls certificate and key can’t be used', {
      cause: error,
    });
  }
}
