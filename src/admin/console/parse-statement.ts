import { GatewayError } from '../../errors/index.js';
import type { Command } from './command.js';
import { commands } from './commands.js';
import { driverQuestion } from './driver-questions.js';
import { STATEMENT_CHARACTERS_MAX, type Word, wordsOf } from './words.js';

/** What a client asks for. */
export interface ConsoleStatement {
  readonly command: Command;
  readonly argument: string | null;
}

/**
 * Reads one statement. Null: it is empty.
 *
 * @throws GatewayError `syntax` for whatever is not in the list of commands, said as it must be.
 */
export function parseStatement(text: string): ConsoleStatement | null {
  const asked = driverQuestion(text);
  if (asked !== null) return { command: asked, argument: null };
  const words = wordsOf(text);
  if (words === null) {
    const tooLong = text.length > STATEMENT_CHARACTERS_MAX;
    throw unknown(tooLong ? 'this is too long for a console statement' : 'this is no console statement');
  }
  const [first, second] = words;
  if (first === undefined) return null;
  const verb = upper(first);
  if (verb === 'SET') return setStatement(words);
  const isShow = verb === 'SHOW';
  const name = isShow && second !== undefined ? `SHOW ${upper(second)}` : verb;
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined)
    throw unknown(isShow ? 'there is nothing of this name to show' : 'there is no such command');
  return { command, argument: argumentOf(command, words.slice(isShow ? 2 : 1)) };
}

function argumentOf({ name, argument }: Command, words: readonly Word[]): string | null {
  const [given, more] = words;
  if (more !== undefined || (given !== undefined && argument === 'none')) {
    throw new GatewayError('syntax', `\`${name}\` takes ${argument === 'none' ? 'nothing' : 'one word'} behind it`);
  }
  if (given === undefined && argument === 'required')
    throw new GatewayError('syntax', `\`${name}\` needs a word behind it`);
  if (given?.text === '=') throw unknown('this is no console statement');
  return given?.text ?? null;
}

/** `SET key = value` or `SET key TO value`. */
function setStatement(words: readonly Word[]): ConsoleStatement {
  const [, key, to, value, more] = words;
  const command = commands.find(({ name }) => name === 'SET');
  const isAssignment = to !== undefined && (to.text === '=' || upper(to) === 'TO') && value !== undefined;
  if (command === undefined || key === undefined || !isAssignment || more !== undefined) {
    throw new GatewayError('syntax', '`SET` is written `SET key = value`');
  }
  return { command, argument: key.text };
}

function upper({ text, quoted }: Word): string {
  return quoted ? '' : text.toUpperCase();
}

function unknown(what: string): GatewayError {
  return new GatewayError('syntax', what, { hint: '`SHOW HELP` lists what the console understands' });
}
