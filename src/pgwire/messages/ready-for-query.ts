import { invalidFormat } from '../body-reader.js';
import { frameBytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

/** Idle, in a transaction block, in a failed transaction block. */
export type TransactionStatus = 'I' | 'T' | 'E';

export function decodeReadyStatus(bytes: Buffer, start: number, end: number): TransactionStatus {
  if (end - start === 6) {
    if (bytes[start + 5] === 0x49) return 'I';
    if (bytes[start + 5] === 0x54) return 'T';
    if (bytes[start + 5] === 0x45) return 'E';
  }
  throw invalidFormat();
}

export function encodeReadyForQuery(status: TransactionStatus): Buffer {
  return frameBytes(backend.readyForQuery, Buffer.from(status, 'latin1'));
}
