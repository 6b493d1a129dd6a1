import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../errors/index.js';
import type { RequestHeaders } from '../request-head.js';
import { ApiKeys } from './api-keys.js';
import { certificatePrincipal } from './certificates.js';
import type { HttpCredential } from './credentials.js';
import { Tokens, type TokensOptions } from './tokens.js';

/** Tells who makes a request. Made anew when credentials change. */
export class Authenticator {
  readonly #credentials: ReadonlyMap<string, HttpCredential>;
  readonly #apiKeys: ApiKeys;
  readonly #tokens: Tokens;
  /** Who is trusted when nothing is shown, if that is one alone. */
  readonly #trusted: string | null;
  /** The key that a connection showed last, and whose it is: a client shows the same with each request. */
  readonly #shown = new WeakMap<object, { readonly authorization: string; readonly principal: string }>();

  constructor(credentials: ReadonlyMap<string, HttpCredential>, options: TokensOptions) {
    this.#credentials = credentials;
    this.#apiKeys = new ApiKeys(credentials);
    this.#tokens = new Tokens(credentials, options);
    const trusted = [...credentials].filter(([, { trustsLoopback }]) => trustsLoopback);
    this.#trusted = trusted.length === 1 ? (trusted[0]?.[0] ?? null) : null;
  }

  /**
   * The principal's name. A key and a token are told apart by who knows them, not by their looks.
   *
   * @throws GatewayError `authentication`, in the same words whatever was wrong.
   */
  principalOf(request: IncomingMessage, headers: RequestHeaders): string | Promise<string> {
    const authorization = headers.get('authorization');
    if (authorization !== undefined) return this.#bearer(request.socket, authorization);
    const found = certificatePrincipal(request.socket, this.#credentials) ?? this.#trustedOn(request);
    if (found === null) throw unknown();
    return found;
  }

  #bearer(socket: object, authorization: string): string | Promise<string> {
    const before = this.#shown.get(socket);
    if (before?.authorization === authorization) return before.principal;
    const shown = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1];
    if (shown === undefined) throw unknown();
    const principal = this.#apiKeys.find(shown);
    // A token is read anew each time: it ends.
    if (principal === null) return this.#token(shown);
    this.#shown.set(socket, { authorization, principal });
    return principal;
  }

  async #token(shown: string): Promise<string> {
    const found = await this.#tokens.find(shown);
    if (found === null) throw unknown();
    return found;
  }

  #trustedOn({ socket }: IncomingMessage): string | null {
    const address = socket.remoteAddress ?? '';
    return address === '::1' || /^(::ffff:)?127\./.test(address) ? this.#trusted : null;
  }
}

function unknown(): GatewayError {
  return new GatewayError('authentication', 'nobody is known by what the request shows', {
    hint: 'send `Authorization: Bearer` with an API key or a token of the identity provider',
  });
}
