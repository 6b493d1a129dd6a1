import { GatewayError } from '../../errors/index.js';
import { purposeSetting } from '../statements/settings.js';
import { isSettable, pinnedParameters } from '../system/index.js';

/** What a client said in its startup message. */
export interface Startup {
  /** What goes on to the server. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly purpose: string | null;
  /** Null: the server's default. */
  readonly searchPath: string | null;
}

/**
 * Reads the startup parameters. With something to guard, they pass the same list as SET; `own` are the settings that the operator
 * lists.
 *
 * @returns the error for a parameter that may not pass.
 */
export function readStartup(
  parameters: ReadonlyMap<string, string>,
  guarded: boolean,
  own: ReadonlySet<string> = new Set(),
): Startup | GatewayError {
  // What a role's or a database's own defaults would change is pinned; what the client says, within the list, comes on top.
  const passed = new Map<string, string>(guarded ? pinnedParameters : []);
  let purpose: string | null = null;
  let searchPath: string | null = null;
  for (const [written, value] of parameters) {
    const name = written.toLowerCase();
    // libpq sends it in the C locale. ASCII is UTF-8.
    if (guarded && name === 'client_encoding' && /^'?sql_?ascii'?$/i.test(value)) continue;
    if (name === purposeSetting) purpose = value;
    else if (name.startsWith('damask.'))
      return new GatewayError('authorization', 'settings named damask.* belong to the gateway');
    else if (name === 'search_path') searchPath = value;
    else if (guarded && !isSettable(name, value, own)) {
      return new GatewayError(
        'authorization',
        `startup parameter \`${printable(name)}\` may not be set, or not to this value`,
      );
    }
    passed.set(guarded ? name : written, value);
  }
  return { parameters: passed, purpose, searchPath };
}

function printable(name: string): string {
  return /^[a-z_][a-z0-9_.]{0,62}$/.test(name) ? name : '?';
}
