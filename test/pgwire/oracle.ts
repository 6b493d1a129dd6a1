import { PassThrough } from 'node:stream';
import { parse } from 'pg-protocol';

/** What pg-protocol reads in a server's bytes. */
export async function oracle(bytes: Buffer): Promise<Record<string, unknown>[]> {
  const stream = new PassThrough();
  const messages: Record<string, unknown>[] = [];
  const done = parse(stream, (message) => messages.push(message as unknown as Record<string, unknown>));
  stream.end(bytes);
  await done;
  return messages;
}

/** A decoder's answer to bytes that are no such message. */
export const violation = { code: 'protocol_violation' };
