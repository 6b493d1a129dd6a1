import type { GateSession } from '../../enforce/index.js';
import { backend, decodeErrorFields, encodeErrorResponse, encodeNoticeResponse } from '../../pgwire/index.js';
import type { SessionObserver } from '../observer.js';
import { scrub } from '../scrub.js';
import { UpstreamRefusal } from '../upstream/index.js';

// What a server says before the first ReadyForQuery: its login triggers can say anything.

/** Who looks at what may be shown. */
export interface Onlooker {
  readonly gate: GateSession;
  readonly observer: SessionObserver;
}

/** The messages of a greeting, whole ones, with notices as they may be shown. */
export function shownGreeting(onlooker: Onlooker, greeting: Buffer): Buffer {
  const shown: Buffer[] = [];
  for (let start = 0; start < greeting.length; ) {
    const end = start + 1 + greeting.readUInt32BE(start + 1);
    shown.push(
      greeting[start] === backend.noticeResponse
        ? encodeNoticeResponse(scrub(onlooker, decodeErrorFields(greeting, start, end), null, 'notice'))
        : greeting.subarray(start, end),
    );
    start = end;
  }
  return Buffer.concat(shown);
}

/** A login that failed: what the server itself refuses is said in its words, not what code of the store does. */
export function shownRefusal(onlooker: Onlooker, fault: unknown): unknown {
  if (!(fault instanceof UpstreamRefusal)) return fault;
  const fields = decodeErrorFields(fault.frame, 0, fault.frame.length);
  const shown = scrub(onlooker, fields, null, 'error');
  return shown === fields ? fault : new UpstreamRefusal(encodeErrorResponse(shown), fault.sqlstate);
}
