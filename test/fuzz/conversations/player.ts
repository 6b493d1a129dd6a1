import { setTimeout as pause } from 'node:timers/promises';
import type { RawClient, RawFrame } from '../../pg/raw-client.js';
import type { Step } from './generate.js';
import { copyFail, type Message, sync } from './message.js';
import { ReplyRules } from './reply-rules.js';

/** What came of a conversation. */
export interface Heard {
  readonly frames: readonly RawFrame[];
  /** Broken rules, silence where an answer was due. */
  readonly wrong: readonly string[];
}

/** An answer that has not come by then will not. */
const answerMs = 20_000;

/** Says all steps, and hears all answers. `log` has what was said and heard, for a report. */
export async function play(client: RawClient, steps: readonly Step[], log: string[] = []): Promise<Heard> {
  const rules = new ReplyRules();
  const frames: RawFrame[] = [];
  const wrong: string[] = [];
  let isOver = false;

  const hear = async (waitMs: number): Promise<boolean> => {
    const frame = await client.next(waitMs).catch(() => undefined);
    if (frame === undefined) return false;
    if (frame === null) {
      isOver = true;
      return false;
    }
    frames.push(frame);
    log.push(`< ${frame.text}`);
    const finding = rules.comes(frame);
    if (finding !== null) wrong.push(finding);
    return true;
  };
  const hearAll = async (): Promise<void> => {
    while (rules.isOwed && !isOver) {
      if (await hear(answerMs)) continue;
      if (!isOver) wrong.push('nothing came, and something was due');
      return;
    }
    // What is not known to be due may come all the same.
    while (rules.isUnknown && !isOver && (await hear(150)));
  };
  const send = async (messages: readonly Message[], cuts: readonly number[]): Promise<void> => {
    const bytes = Buffer.concat(messages.map((message) => message.bytes));
    for (const { type, shown } of messages) {
      log.push(`> ${shown}`);
      if (type === '' || type === 'X') rules.ends();
      rules.sends(type);
    }
    let from = 0;
    for (const at of [...cuts, bytes.length]) {
      if (at > from) client.socket.write(bytes.subarray(from, at));
      from = at;
      if (at < bytes.length) await pause(1);
    }
  };

  for (const { messages, awaits, cuts } of steps) {
    if (isOver || wrong.length > 0) break;
    await send(messages, cuts);
    if (awaits) await hearAll();
    // An honest client ends a COPY before it goes on.
    if (awaits && rules.isInCopyIn && !rules.isUnknown) {
      await send([copyFail('enough'), sync], []);
      await hearAll();
    }
  }
  if (!isOver && wrong.length === 0) {
    await hearAll();
    await send(rules.isInCopyIn ? [copyFail('enough'), sync] : [sync], []);
    await hearAll();
  }
  return { frames, wrong };
}

/** A conversation as a report shows it. */
export function shown(steps: readonly Step[]): string {
  return steps
    .map(({ messages, awaits, cuts }) => {
      const lines = messages.map((message) => message.shown).join('\n  ');
      return `  ${lines}${awaits ? '' : '  (not awaited)'}${cuts.length > 0 ? `  (cut at ${cuts})` : ''}`;
    })
    .join('\n');
}
