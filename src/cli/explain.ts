import { type Explanation, explainExchange, explainStatement, isExchange } from '../compose.js';
import { type Command, type ExitCode, UsageError } from './command.js';
import { loadConfiguration } from './load-configuration.js';
import { printExplanation } from './print-explanation.js';
import { readArguments, required } from './read-arguments.js';
import { sayFault } from './say-fault.js';

/** Shows what the gateway would make of a statement, and why. */
export const explain: Command = {
  name: 'explain',
  summary: 'show the guarded statement, and for every field its category, rule and decision',
  help: [
    'usage: damask explain --config PATH --as PRINCIPAL [--purpose PURPOSE] [--database NAME] [--json] "SQL"',
    '       damask explain --config PATH --as PRINCIPAL [--purpose PURPOSE] [--json] "GET /crm/v1/contacts?page=1"',
    '',
    'Shows what the store would be sent for a statement or request, and for every field of the protected data in it the',
    'category, the decision, the rule and the reason. Runs nothing: it reads the catalog of the store alone.',
    '',
    '  --config PATH       a YAML file, or a directory whose *.yaml are merged',
    '  --as PRINCIPAL      who asks',
    '  --purpose PURPOSE   for what; may be left out when the principal has one purpose only',
    '  --database NAME     where; may be left out when the configuration has one database only',
    '  --json              the same as a JSON object',
    '',
    'Exit codes: 0 it would run, 1 it would be refused or nothing can be said, 2 used wrongly.',
    '',
  ].join('\n'),
  run: async (args, io) => {
    const { options, positionals } = readArguments(args, {
      config: 'text',
      as: 'text',
      purpose: 'text',
      database: 'text',
      json: 'flag',
    });
    const [statement, ...more] = positionals;
    const path = required(options.config, 'config');
    const principal = required(options.as, 'as');
    if (statement === undefined || more.length > 0)
      throw new UsageError('takes one statement or request, quoted as one argument');
    const loaded = await loadConfiguration(path, io);
    if (loaded === null) return 1;
    const { settings } = loaded;
    known('principal', principal, settings.principals.keys());
    if (options.purpose !== null) known('purpose', options.purpose, settings.purposes.keys());
    if (options.database !== null) known('database', options.database, databasesOf(loaded));
    try {
      const { purpose, database, json } = options;
      const ask = isExchange(statement) ? explainExchange : explainStatement;
      const explanation = await ask({ settings, principal, purpose, database, statement });
      io.out(json ? `${JSON.stringify(explanation, null, 2)}\n` : printExplanation(explanation));
      return exitCodeOf(explanation);
    } catch (fault) {
      io.err(`damask explain: ${sayFault(fault)}\n`);
      return 1;
    }
  },
};

function exitCodeOf({ verdict }: Explanation): ExitCode {
  return verdict === 'refused' ? 1 : 0;
}

function databasesOf({ settings }: NonNullable<Awaited<ReturnType<typeof loadConfiguration>>>): string[] {
  return [...settings.stores.values()].flatMap((store) => (store.kind === 'postgres' ? store.databases : []));
}

function known(kind: string, name: string, names: Iterable<string>): void {
  const all = [...names];
  if (all.includes(name)) return;
  throw new UsageError(`there is no ${kind} \`${name}\`; there is ${all.map((each) => `\`${each}\``).join(', ')}`);
}
