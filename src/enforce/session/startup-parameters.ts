import { GatewayError } from '../../errors/index.js';
import { purposeSetting } from '../statements/settings.js';
import { isSettable } from '../system/index.js';

/** What a client said in its startup message. */
export interface Startup {
  /** What goes on to the server. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly purpose: string | null;
  /** Null: the server's default. */
  readonly searchPath: string | null;
}

/**
 * Reads the startup parameters. With something to guard, they pass the same list as SET.
 *
 * @returns the error for a parameter that may not pass.
 */
export function readStartup(parameters: ReadonlyMap<string, string>, guarded: boolean): Startup | GatewayError {
  const passed = new Map<string, string>();
  let purpose: string | null = null;
  let searchPath: string | null = null;
  for (const [written, value] of parameters) {
    const name = written.toLowerCase();
    if (name === purposeSetting) purpose = value;
    else if (name.startsWith('damask.'))
      return new GatewayError('authorization', 'settings named damask.* belong to the gateway');
    else if (name === 'search_path') searchPath = value;
    else if (guarded && !isSettable(name, value)) {
      return new GatewayError(
        'authorization',
        `startup parameter \`${printable(name)}\` may not be set, or not to this value`,
      );
    }
    passed.set(written, value);
  }
  return { parameters: passed, purpose, searchPath };
}

function printable(name: string): string {
  return /^[a-z_][a-z0-9_.]{0,62}$/.test(name) ? name : '?';
}
