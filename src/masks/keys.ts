import { createHmac, hkdfSync } from 'node:crypto';
import { invariant } from '../base/index.js';
import type { KeyScope, MaskKeys } from './mask.js';
import { call, literal } from './sql-expression.js';

const keyBytes = 32;
/** SHA-256's block. */
const blockBytes = 64;

/** The two keys of a purpose. */
export interface PurposeKeys {
  readonly purposeKey: Buffer;
  readonly sharedKey: Buffer;
}

/** HKDF-SHA-256 (RFC 5869) of the operator's 32-byte secret: one key a purpose, and one for masks with `scope: shared`. */
export function deriveKeys(master: Buffer, purpose: string): PurposeKeys {
  invariant(master.length === keyBytes, 'a master key has 32 bytes');
  const derive = (info: string) => Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), info, keyBytes));
  return { purposeKey: derive(`damask mask key, purpose:${purpose}`), sharedKey: derive('damask mask key, shared') };
}

/** MaskKeys for sessions that carry the keys as settings. */
export interface SessionMaskKeys extends MaskKeys {
  /**
   * Setting to value: what a server session must be given before a keyed mask runs in it. The values are keys (hex): never
   * log them, and let no client read or set a `damask.*` setting.
   */
  settings(): ReadonlyMap<string, string>;
}

export function maskKeys(keys: PurposeKeys & { readonly purpose: string }): SessionMaskKeys {
  const byScope = { purpose: keys.purposeKey, shared: keys.sharedKey } as const;
  const prefixes = {
    purpose: `damask.k_${settingId(`purpose:${keys.purpose}`, keys.purposeKey)}`,
    shared: `damask.k_${settingId('shared', keys.sharedKey)}`,
  } as const;
  // As a sub-select it runs once a statement (an InitPlan), not once a row.
  const read = (setting: string) =>
    `(SELECT ${call('decode', call('current_setting', literal(setting)), literal('hex'))})`;
  const settingsOf = (scope: KeyScope): [string, string][] => [
    [`${prefixes[scope]}_i`, padBlock(byScope[scope], 0x36)],
    [`${prefixes[scope]}_o`, padBlock(byScope[scope], 0x5c)],
  ];
  return {
    sqlBlocks: (scope) => ({ inner: read(`${prefixes[scope]}_i`), outer: read(`${prefixes[scope]}_o`) }),
    hmac: (scope, message) => createHmac('sha256', byScope[scope]).update(message).digest(),
    settings: () => new Map([...settingsOf('purpose'), ...settingsOf('shared')]),
  };
}

/**
 * 128 bits in hex that stand for a name under a key: fit for a setting's name, whatever characters the purpose has. Another
 * key gives another name, so a session that carries an old key fails instead of mixing pseudonyms of two keys. It tells
 * nothing of the key (HMAC, RFC 2104).
 */
function settingId(name: string, key: Buffer): string {
  return createHmac('sha256', key).update(`damask setting, ${name}`).digest('hex').slice(0, 32);
}

function padBlock(key: Buffer, pad: number): string {
  const block = Buffer.alloc(blockBytes);
  key.copy(block);
  return Buffer.from(block.map((byte) => byte ^ pad)).toString('hex');
}
