import { check } from './check.js';
import type { Command } from './command.js';
import { demo } from './demo.js';
import { explain } from './explain.js';
import { commandsToCome } from './not-available.js';
import { start } from './start.js';

/** Every command, in the order in which the overview lists them. To add one: a file, a line here, a test. */
export const commands: readonly Command[] = [demo, start, check, explain, ...commandsToCome];
