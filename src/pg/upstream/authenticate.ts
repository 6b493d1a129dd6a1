import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { serialize } from 'pg-protocol';
import { GatewayError } from '../../errors/index.js';
import { endPointBinding } from '../channel-binding.js';
import { ScramClient } from './scram-client.js';
import { brokenProtocol, frameBody, readCString, type ServerFrame } from './server-frame.js';
import { isLocalHost, type UpstreamTarget } from './target.js';

const MECHANISMS_MAX = 16;

/**
 * The gateway's side of a server's authentication, one AuthenticationXXX message at a time. Docs: PostgreSQL "Start-up" in
 * "Message Flow". What a server may not ask for (Kerberos, a clear-text password over an open network, a second method
 * after the first) ends the login.
 */
export class Authentication {
  readonly #target: UpstreamTarget;
  readonly #socket: Socket;
  #scram: ScramClient | null = null;
  #state: 'fresh' | 'password_sent' | 'sasl_first' | 'sasl_final' | 'sasl_verified' | 'ok' = 'fresh';

  constructor(target: UpstreamTarget, socket: Socket) {
    this.#target = target;
    this.#socket = socket;
  }

  get done(): boolean {
    return this.#state === 'ok';
  }

  /**
   * Takes an `R` frame and answers it.
   *
   * @returns true once the server is satisfied, and so are we with it.
   * @throws GatewayError
   */
  async take(frame: ServerFrame): Promise<boolean> {
    const body = frameBody(frame);
    if (body.length < 4) throw brokenProtocol('an authentication request is too short');
    const data = body.subarray(4);
    switch (body.readInt32BE(0)) {
      case 0:
        return this.#ok();
      case 3:
        this.#sendPassword(this.#clearText());
        return false;
      case 5:
        this.#sendPassword(this.#md5(data));
        return false;
      case 10:
        this.#startSasl(data);
        return false;
      case 11:
        await this.#continueSasl(data.toString('utf8'));
        return false;
      case 12:
        this.#finishSasl(data.toString('utf8'));
        return false;
      default:
        throw new GatewayError(
          'upstream_refused',
          'the store asks for an authentication that the gateway doesn’t speak',
        );
    }
  }

  #ok(): true {
    // Without this a server in the middle could skip its own proof.
    if (this.#state === 'sasl_first' || this.#state === 'sasl_final')
      throw brokenProtocol('it left out its SCRAM signature');
    if (this.#target.channelBinding === 'require' && this.#scram?.mechanism !== 'SCRAM-SHA-256-PLUS') {
      throw new GatewayError(
        'upstream_refused',
        'the store logged the gateway in without channel binding, and it is required',
      );
    }
    this.#state = 'ok';
    return true;
  }

  #sendPassword(password: string): void {
    this.#expect('fresh');
    this.#state = 'password_sent';
    this.#socket.write(serialize.password(password));
  }

  #clearText(): string {
    if (!(this.#socket instanceof TLSSocket) && !isLocalHost(this.#target.host)) {
      throw new GatewayError(
        'upstream_refused',
        'the store asks for a password in clear text over an unencrypted connection',
        {
          hint: 'turn on tls for this store, or scram-sha-256 in its pg_hba.conf',
        },
      );
    }
    return this.#password().reveal();
  }

  /** concat('md5', md5(concat(md5(concat(password, username)), random-salt))) */
  #md5(salt: Buffer): string {
    if (salt.length !== 4) throw brokenProtocol('an authentication request has a wrong length');
    const inner = createHash('md5').update(`${this.#password().reveal()}${this.#target.user}`).digest('hex');
    return `md5${createHash('md5').update(inner).update(salt).digest('hex')}`;
  }

  #startSasl(data: Buffer): void {
    this.#expect('fresh');
    const certificate = this.#socket instanceof TLSSocket ? this.#socket.getPeerCertificate().raw : undefined;
    this.#scram = new ScramClient({
      password: this.#password(),
      mechanisms: mechanismsIn(data),
      binding: certificate === undefined ? null : endPointBinding(certificate),
      channelBinding: this.#target.channelBinding ?? 'prefer',
    });
    this.#state = 'sasl_first';
    this.#socket.write(serialize.sendSASLInitialResponseMessage(this.#scram.mechanism, this.#scram.first()));
  }

  async #continueSasl(message: string): Promise<void> {
    this.#expect('sasl_first');
    this.#state = 'sasl_final';
    const final = (await this.#scram?.final(message)) ?? '';
    this.#socket.write(serialize.sendSCRAMClientFinalMessage(final));
  }

  #finishSasl(message: string): void {
    this.#expect('sasl_final');
    this.#scram?.verify(message);
    this.#state = 'sasl_verified';
  }

  #expect(state: 'fresh' | 'sasl_first' | 'sasl_final'): void {
    if (this.#state !== state) throw brokenProtocol('its authentication requests are out of order');
  }

  #password() {
    if (this.#target.password === null) {
      throw new GatewayError('upstream_refused', 'the store asks for a password, and the gateway has none for it');
    }
    return this.#target.password;
  }
}

function mechanismsIn(data: Buffer): readonly string[] {
  const mechanisms: string[] = [];
  let at = 0;
  while (data[at] !== 0) {
    const { text, next } = readCString(data, at);
    mechanisms.push(text);
    at = next;
    if (mechanisms.length > MECHANISMS_MAX) throw brokenProtocol('it offers too many SASL mechanisms');
  }
  return mechanisms;
}
