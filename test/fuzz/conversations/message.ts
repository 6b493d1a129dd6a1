import { frameBytes, frontend } from '../../../src/pgwire/index.js';
import { say } from '../../pg/raw-client.js';

/** A value of a Bind: text, NULL, or bytes in binary format. */
export type Value = string | null | Buffer;

/** One frontend message: how it goes out, and how a report shows it. */
export interface Message {
  /** Its type byte as a character; empty: bytes that are no message. */
  readonly type: string;
  readonly bytes: Buffer;
  readonly shown: string;
}

const made = (bytes: Buffer, shown: string): Message => ({ type: String.fromCharCode(bytes[0] ?? 0), bytes, shown });

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);

export const query = (text: string): Message => made(say.query(text), `Query ${text}`);
export const parse = (name: string, text: string, types: readonly number[] = []): Message =>
  made(say.parse(text, name, [...types]), `Parse ${name}: ${text}`);
/** `results`: format codes; none: text. */
export function bind(
  statement: string,
  portal: string,
  values: readonly Value[] = [],
  results: readonly number[] = [],
): Message {
  const formats = values.map((value) => int16(Buffer.isBuffer(value) ? 1 : 0));
  const bodies = values.map((value) => {
    if (value === null) return int32(-1);
    const bytes = Buffer.from(value as string);
    return Buffer.concat([int32(bytes.length), bytes]);
  });
  const body = Buffer.concat([
    cstring(portal),
    cstring(statement),
    int16(formats.length),
    ...formats,
    int16(bodies.length),
    ...bodies,
    int16(results.length),
    ...results.map(int16),
  ]);
  const shown = values.map((value) => (Buffer.isBuffer(value) ? `x${value.toString('hex')}` : String(value)));
  return made(frameBytes(frontend.bind, body), `Bind ${statement}>${portal} (${shown}) as ${results}`);
}
export const execute = (portal: string, rows = 0): Message =>
  made(say.execute(portal, rows), `Execute ${portal} ${rows}`);
export const describe = (kind: 'S' | 'P', name: string): Message =>
  made(kind === 'S' ? say.describeStatement(name) : say.describePortal(name), `Describe ${kind} ${name}`);
export const close = (kind: 'S' | 'P', name: string): Message =>
  made(kind === 'S' ? say.closeStatement(name) : say.closePortal(name), `Close ${kind} ${name}`);
export const sync = made(say.sync, 'Sync');
export const flush = made(say.flush, 'Flush');
export const terminate = made(say.terminate, 'Terminate');
export const copyData = (data: string | Buffer): Message =>
  made(say.copyData(data), `CopyData ${JSON.stringify(Buffer.from(data as string).toString('latin1'))}`);
export const copyDone = made(say.copyDone, 'CopyDone');
export const copyFail = (why: string): Message => made(say.copyFail(why), `CopyFail ${why}`);
/** With arguments in text. */
export const call = (oid: number, ...values: readonly string[]): Message => {
  const given = values.map((value) => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]));
  const head = [int32(oid), int16(0), int16(given.length)];
  return made(frameBytes(frontend.functionCall, Buffer.concat([...head, ...given, int16(0)])), `FunctionCall ${oid}`);
};
/** Bytes that may be anything. */
export const garbage = (bytes: Buffer): Message => ({ type: '', bytes, shown: `bytes ${bytes.toString('hex')}` });
