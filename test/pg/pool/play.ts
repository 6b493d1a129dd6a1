import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import { decodeErrorFields } from '../../../src/pgwire/index.js';
import type { TestDatabase } from '../../fixtures/database.js';
import { RawClient, type RawFrame, say } from '../raw-client.js';
import { encode, readies, type Step } from './said.js';

/** An answer that has not come by then will not. */
const answerMs = 30_000;

/** Says all steps and returns every answer, without what differs from run to run by its nature. */
export async function play(
  client: RawClient,
  steps: readonly Step[],
  describe: (frame: RawFrame) => string = describeFrame,
): Promise<string[]> {
  const heard: string[] = [];
  let due = 0;
  let isOver = false;
  const hear = async (): Promise<void> => {
    while (due > 0) {
      const frame = await client.next(answerMs);
      if (frame === null) {
        heard.push('closed');
        due = 0;
        isOver = true;
        return;
      }
      heard.push(describe(frame));
      if (frame.type === 'Z') due -= 1;
    }
  };
  for (const step of steps) {
    if (isOver) return heard;
    for (let left = step.pause; left > 0; left--) await turn();
    client.send(...step.said.map(encode));
    due += readies(step);
    if (step.awaits) await hear();
  }
  await hear();
  if (isOver) return heard;
  // What is still open ends before others may wait for it.
  client.send(say.terminate);
  while ((await client.next(answerMs)) !== null) heard.push('something after the last answer');
  return heard;
}

/** A connection to the store itself, logged in. */
export async function logInDirectly({ url }: Pick<TestDatabase, 'url'>): Promise<RawClient> {
  const client = new pg.Client({ connectionString: url, application_name: '' });
  await client.connect();
  const { stream } = (client as unknown as { connection: { stream: RawClient['socket'] } }).connection;
  for (const event of ['data', 'end', 'close', 'error']) stream.removeAllListeners(event);
  return new RawClient(stream);
}

/** A frame as text, with an error or notice as what it is, not as what it says: a guarded store does not say it in each case. */
export function describeBriefly(frame: RawFrame): string {
  if (frame.type === 'N') return 'N';
  return frame.type === 'E' ? frame.text : describeFrame(frame);
}

/** A frame as text. OIDs of relations and numbers of processes are one store's own, and so is the place in its source. */
export function describeFrame({ type, bytes, text }: RawFrame): string {
  if (type === 'Z' || type === 'C') return text;
  if (type === 'E' || type === 'N') {
    const fields = [...decodeErrorFields(bytes, 0, bytes.length)];
    const told = fields.flatMap(([field, value]) => ('FLR'.includes(field) ? [] : [field + value])).join(' ');
    // Shared statements have names of their own in the store.
    return `${type} ${told.replace(/prepared statement "[^"]*"/, 'prepared statement "…"')}`;
  }
  const body = Buffer.from(bytes.subarray(5));
  if (type === 'A') body.writeUInt32BE(0, 0);
  if (type === 'T') {
    let at = 2;
    for (let column = body.readUInt16BE(0); column > 0; column--) {
      at = body.indexOf(0, at) + 1;
      body.writeUInt32BE(0, at);
      at += 18;
    }
  }
  return `${type} ${JSON.stringify(body.toString('latin1'))}`;
}
