import { openUpstream, UpstreamRefusal } from '../upstream/index.js';
import { LoginBackoff } from './login-backoff.js';
import type { PoolFacts } from './pool-facts.js';
import { type LinkHost, ServerLink } from './server-link.js';
import type { Variant } from './variant.js';

/** Connections that are being opened, for one pool. */
export class Openings {
  readonly #facts: PoolFacts;
  readonly #abort = new AbortController();
  readonly backoff = new LoginBackoff();
  #count = 0;

  constructor(facts: PoolFacts) {
    this.#facts = facts;
  }

  get count(): number {
    return this.#count;
  }

  /** Rejects when no server takes it; the next may then have to wait for `backoff`. */
  async open(variant: Variant, host: LinkHost): Promise<ServerLink> {
    const { database, target, options, observer } = this.#facts;
    this.#count += 1;
    variant.opening += 1;
    try {
      const login = { database, parameters: variant.parameters, protocolMinor: 0 } as const;
      const upstream = await openUpstream(target(), login, this.#abort.signal);
      this.backoff.succeeded();
      return new ServerLink(upstream, host, options().preparedMax);
    } catch (fault) {
      // What a client has asked for is no failing of the server's, and its error says what that was: others do not wait for it, nor hear it.
      if (!isOfParameters(fault)) {
        this.backoff.failed(fault, options().loginRetryMs);
        observer.failed(fault);
      }
      throw fault;
    } finally {
      this.#count -= 1;
      variant.opening -= 1;
    }
  }

  /** None is opened any more. */
  abort(): void {
    this.#abort.abort();
  }
}

/** The server has refused what one client's startup message says. */
export function isOfParameters(fault: unknown): boolean {
  return fault instanceof UpstreamRefusal && fault.isOfParameters;
}
