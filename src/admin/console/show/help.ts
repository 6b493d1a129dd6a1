import type { Command } from '../command.js';

/** `SHOW HELP`: a notice, as in PgBouncer. `list` is asked when it is shown. */
export function showHelp(list: () => readonly Command[]): Command {
  return {
    name: 'SHOW HELP',
    role: 'stats',
    argument: 'none',
    columns: null,
    get notice() {
      const shown = list()
        .filter(({ name }) => name.startsWith('SHOW '))
        .map(({ name }) => name.slice('SHOW '.length));
      const others = list().filter(({ name }) => !name.startsWith('SHOW '));
      const usage = others.map(({ name, argument }) => `${name}${argumentUsage[argument]}`);
      return [`SHOW ${shown.join('|')}`, ...usage].join('\n');
    },
    run: async () => [],
  };
}

const argumentUsage: Readonly<Record<Command['argument'], string>> = {
  none: '',
  optional: ' [<db>]',
  required: ' <argument>',
};
