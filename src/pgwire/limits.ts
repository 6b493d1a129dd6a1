import { backend, frontend } from './message-types.js';

/** MaxAllocSize of PostgreSQL (memutils.h) less one: PQ_LARGE_MESSAGE_LIMIT of libpq.h. No message is longer. */
export const LARGE_MESSAGE_BYTES_MAX = 0x3ffffffe;
/** PQ_SMALL_MESSAGE_LIMIT of libpq.h: for messages that hold a name at most. */
export const SMALL_MESSAGE_BYTES_MAX = 10_000;
/** MAX_STARTUP_PACKET_LENGTH of pqcomm.h. */
export const STARTUP_PACKET_BYTES_MAX = 10_000;
/** PG_MAX_AUTH_TOKEN_LENGTH of auth.h: the longest answer to an authentication request. */
export const PASSWORD_MESSAGE_BYTES_MAX = 65_535;

/** By message type, what the length field may say at most; 0: there is no such message. */
export type LengthLimits = Int32Array;

/** As SocketBackend in PostgreSQL's postgres.c sets them. A password message is none of a session's. */
export const frontendLengthLimits: LengthLimits = limits(LARGE_MESSAGE_BYTES_MAX, Object.values(frontend), {
  [frontend.close]: SMALL_MESSAGE_BYTES_MAX,
  [frontend.copyDone]: SMALL_MESSAGE_BYTES_MAX,
  [frontend.copyFail]: SMALL_MESSAGE_BYTES_MAX,
  [frontend.describe]: SMALL_MESSAGE_BYTES_MAX,
  [frontend.execute]: SMALL_MESSAGE_BYTES_MAX,
  [frontend.flush]: SMALL_MESSAGE_BYTES_MAX,
  [frontend.password]: 0,
  [frontend.sync]: SMALL_MESSAGE_BYTES_MAX,
  [frontend.terminate]: SMALL_MESSAGE_BYTES_MAX,
});

/** VALID_LONG_MESSAGE_TYPE of libpq's fe-protocol3.c names the long ones; the rest stays below 30,000 bytes there. */
export const backendLengthLimits: LengthLimits = limits(LARGE_MESSAGE_BYTES_MAX, Object.values(backend), {
  [backend.bindComplete]: 4,
  [backend.closeComplete]: 4,
  [backend.emptyQueryResponse]: 4,
  [backend.noData]: 4,
  [backend.parseComplete]: 4,
  [backend.portalSuspended]: 4,
  [backend.readyForQuery]: 5,
  [backend.commandComplete]: 30_000,
});

function limits(usual: number, types: readonly number[], exceptions: Readonly<Record<number, number>>): LengthLimits {
  const table = new Int32Array(256);
  for (const type of types) table[type] = exceptions[type] ?? usual;
  return table;
}
