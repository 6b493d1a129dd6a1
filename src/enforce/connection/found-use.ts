import type { Struct } from '../../sql/index.js';
import type { PinReason, SettingChange } from './connection-use.js';

/** What has been found while a text was walked. */
export interface FoundUse {
  plainRead: boolean;
  pins: PinReason | null;
  uncertain: boolean;
  readonly unknownFunctions: string[];
  readonly relations: string[];
  readonly settings: SettingChange[];
  shareable: boolean;
  readonly names: string[];
  listsPrepared: boolean;
  readonly deallocates: (string | null)[];
  discardsAll: boolean;
  controlsTransaction: boolean;
  rollsBackPart: boolean;
  readonly ctes: Set<string>;
  /** Relations of the statement at hand, and whether something in it writes. */
  readonly named: Set<string>;
  writes: boolean;
  /** Calls that are run once, whatever the rows are. */
  readonly sureCalls: Set<Struct>;
}

/** The first reason counts, or one that nothing undoes. */
export function pin(found: FoundUse, reason: PinReason): void {
  if (found.pins === null || lasts(reason)) found.pins = reason;
}

/** DISCARD ALL leaves it: the state of chance, a library, whatever nobody has read. */
export function lasts(reason: PinReason): boolean {
  return reason === 'seed' || reason === 'unknown';
}
