import type { Buffer } from 'node:buffer';

/** Numbers below `below`, the same for the same seed. */
export type Roll = (below: number) => number;

/** What a frame has to be, as `told` writes it. */
export type Expected = string | RegExp;

/** Something that a client says, and all that it may be told then. */
export interface Act {
  readonly name: string;
  readonly said: readonly Buffer[];
  /** In this order, and nothing else but what nobody asks for: ParameterStatus, notifications. */
  readonly expects: readonly Expected[];
  /** Said when as many of `expects` have come as `after` says. */
  readonly later?: readonly { readonly after: number; readonly said: readonly Buffer[] }[];
  /** The client asks for what is under way to be cancelled: an error in its place is right, too. */
  readonly cancels?: boolean;
  /** The client hears nothing for so long, in ms, once it has said it. */
  readonly deafMs?: number;
  /** The client ends with it: what comes may be less than expected. */
  readonly ends?: 'terminates' | 'breaks off' | 'is thrown out';
  /** The client keeps its server connection from now on, or does so no more. */
  readonly keeps?: boolean;
  /** Called when all has come. */
  readonly done?: () => void;
}

/** What one client has made of its session, as it would be on a connection of its own. */
export interface Own {
  /** No other client has it, at no time. */
  readonly id: number;
  /** How often it has said something: with its id, a mark that is on all that it is told. */
  said: number;
  readonly settings: Map<string, string>;
  readonly prepared: Map<string, string>;
  hasTable: boolean;
  hasLock: boolean;
  listens: boolean;
  /** What its row of `rows` holds; null: it has none. */
  stored: string | null;
  keepsConnection: boolean;
}

/** Null: there is none to be made now. */
export type Make = (own: Own, roll: Roll) => Act | null;

export function newOwn(id: number): Own {
  return {
    id,
    said: 0,
    settings: new Map(),
    prepared: new Map(),
    hasTable: false,
    hasLock: false,
    listens: false,
    stored: null,
    keepsConnection: false,
  };
}

/** Of one client and one moment. */
export function markOf(own: Own): string {
  own.said += 1;
  return `m${own.id}.${own.said}.`;
}

export function oneOf<Item>(items: readonly Item[], roll: Roll): Item {
  return items[roll(items.length)] as Item;
}
