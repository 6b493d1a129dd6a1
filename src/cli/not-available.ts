import type { Command } from './command.js';

/** A command of which only the name and the purpose are settled. It says so, and does nothing. */
function notAvailable(name: string, summary: string): Command {
  return {
    name,
    summary: `${summary} (not available yet)`,
    help: `usage: damask ${name} …\n\nNot available yet. It will do this: ${summary}.\n`,
    run: async (_args, io) => {
      io.err(`damask ${name}: not available yet\n`);
      return 2;
    },
  };
}

/** What is to come. A command that comes leaves this list. */
export const commandsToCome: readonly Command[] = [
  notAvailable('test', 'run policy tests written in YAML'),
  notAvailable('diff', 'show who gains and who loses what between two configurations'),
  notAvailable('migrate', 'create or update the schema `damask` in the state database'),
  notAvailable('consent', 'grant, withdraw, object to, show and import consent'),
  notAvailable('subject', "serve a subject's rights over every store"),
  notAvailable('ledger', 'show disclosures, and prove that none was altered'),
  notAvailable('notice', 'print the privacy notice'),
  notAvailable('records', 'print the records of processing'),
  notAvailable('discover', 'propose categories for what nobody classified'),
  notAvailable('harden', 'print the SQL and network policy that close the ways around the gateway'),
];
