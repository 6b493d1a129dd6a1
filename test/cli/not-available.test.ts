import { expect, test } from 'vitest';
import { commandsToCome } from '../../src/cli/not-available.js';
import { run } from './run.js';

test.each(commandsToCome.map(({ name }) => name))(
  '%s says that it is not available yet, and does nothing',
  async (name) => {
    const err = `damask ${name}: not available yet\n`;
    expect(await run([name, 'anything', '--at=all'])).toEqual({ code: 2, out: '', err });
  },
);
