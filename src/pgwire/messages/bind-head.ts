import { cutName } from '../cut-name.js';
import { frontend } from '../message-types.js';

/** The first two fields of a Bind: which statement becomes which portal. Names are bytes as latin1, cut as `cutName` has it. */
export interface BindHead {
  readonly portal: string;
  readonly statement: string;
}

/** A head as it came. */
export interface DecodedBindHead extends BindHead {
  /** Of both names, with what ends them. */
  readonly bytes: number;
}

/** The longest head that is looked for. */
export const BIND_HEAD_BYTES_MAX = 1024;

/** Reads the names from the first bytes of a Bind's body in `bytes`. Null when they do not end before `end`. */
export function decodeBindHead(bytes: Buffer, bodyStart: number, end: number): DecodedBindHead | null {
  // Both unnamed is what most drivers send.
  if (end - bodyStart >= 2 && bytes[bodyStart] === 0 && bytes[bodyStart + 1] === 0) return unnamed;
  const portalEnd = bytes.indexOf(0, bodyStart);
  if (portalEnd < 0 || portalEnd >= end) return null;
  const statementEnd = bytes.indexOf(0, portalEnd + 1);
  if (statementEnd < 0 || statementEnd >= end) return null;
  return {
    portal: cutName(bytes.toString('latin1', bodyStart, portalEnd)),
    statement: cutName(bytes.toString('latin1', portalEnd + 1, statementEnd)),
    bytes: statementEnd + 1 - bodyStart,
  };
}

const unnamed: DecodedBindHead = { portal: '', statement: '', bytes: 2 };

/**
 * The first bytes of a Bind, header included, with other names than `came`, which it had; its rest follows as it came.
 * `bodyBytes` is the length of the body that came.
 */
export function encodeBindHead({ portal, statement }: BindHead, came: DecodedBindHead, bodyBytes: number): Buffer {
  const names = portal.length + statement.length;
  const head = Buffer.allocUnsafe(5 + names + 2);
  head[0] = frontend.bind;
  head.writeUInt32BE(4 + bodyBytes - came.bytes + names + 2, 1);
  head.write(portal, 5, 'latin1');
  head[5 + portal.length] = 0;
  head.write(statement, 6 + portal.length, 'latin1');
  head[head.length - 1] = 0;
  return head;
}

/** A Bind with parameters in text format, none of them NULL, that asks for results in text format. */
export function encodeTextBind({ portal, statement }: BindHead, values: readonly Buffer[]): Buffer {
  let length = 5 + portal.length + statement.length + 2 + 2 + 2 + 2;
  for (const value of values) length += 4 + value.length;
  const frame = Buffer.allocUnsafe(length);
  frame[0] = frontend.bind;
  frame.writeUInt32BE(length - 1, 1);
  let at = 5 + frame.write(portal, 5, 'latin1');
  frame[at] = 0;
  at += 1 + frame.write(statement, at + 1, 'latin1');
  frame[at] = 0;
  at = frame.writeInt16BE(0, at + 1);
  at = frame.writeInt16BE(values.length, at);
  for (const value of values) {
    at = frame.writeInt32BE(value.length, at);
    at += value.copy(frame, at);
  }
  frame.writeInt16BE(0, at);
  return frame;
}
