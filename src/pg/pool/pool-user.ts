import { GatewayError } from '../../errors/index.js';
import type { CarriedSettings } from './carried-settings.js';
import { nothingCarried } from './carried-settings.js';
import type { BatchTurn, LinkUser, ServerLink } from './server-link.js';

/** A client that waits for a connection, or has one. */
export interface PoolUser extends LinkUser {
  readonly settings: CarriedSettings;
  /** It holds `link` from now on. */
  granted(link: ServerLink): void;
  /** What it waits for may stand between the reads of others: a turn of it; null otherwise. */
  asTurn(): BatchTurn | null;
  /** Its turn is on `link`. */
  joined(link: ServerLink, turn: BatchTurn): void;
  /** It has waited for long, and is to be told. */
  isKeptWaiting(): void;
  /** It will get none: a GatewayError, or the server's own refusal. */
  denied(error: Error): void;
  /** A turn was not answered where it was: it is the user's to ask again. */
  rerun(turn: BatchTurn): void;
}

/** Who waits for a connection only to see that there can be one. */
export function onlooker(granted: (link: ServerLink) => void, denied: (error: Error) => void): PoolUser {
  const refuse = (): never => {
    throw new GatewayError('internal', 'nothing is asked of a connection before a client is logged in');
  };
  return {
    settings: nothingCarried,
    lastMove: 0,
    plan: { begin: refuse, peek: refuse, frame: refuse, pass: refuse },
    chunkEnded: () => true,
    meets: () => {},
    isTold: () => {},
    linkDrained: () => {},
    fault: denied,
    linkLost: () => {},
    mayRetry: () => false,
    retry: () => {},
    rerun: () => {},
    asTurn: () => null,
    joined: () => {},
    // Whoever logs in knows how to wait.
    isKeptWaiting: () => {},
    granted,
    denied,
  };
}
