import { as, listOf, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';

export type PlanFormat = 'text' | 'json' | 'xml' | 'yaml';

/** What an EXPLAIN asks for, as far as its answer can give it. */
export interface ExplainOptions {
  readonly format: PlanFormat;
  /** The statement is run. */
  readonly analyze: boolean;
  /** How long planning, and running, took. */
  readonly summary: boolean;
  /** A plan for parameters without values (PostgreSQL 16). */
  readonly genericPlan: boolean;
}

/** Options that ask for more than is shown; whether they are on or off makes no difference. */
const leftOut: ReadonlySet<string> = new Set([
  'verbose',
  'costs',
  'settings',
  'buffers',
  'serialize',
  'wal',
  'timing',
  'memory',
]);

const formats: ReadonlySet<string> = new Set(['text', 'json', 'xml', 'yaml']);

/**
 * Reads the options of an EXPLAIN; of one that is said twice the last holds (PostgreSQL docs, EXPLAIN).
 *
 * @throws GatewayError `refused` for one that is not known here, or a value that it does not take.
 */
export function readExplainOptions(options: unknown): ExplainOptions {
  let format: PlanFormat = 'text';
  let analyze = false;
  let summary: boolean | null = null;
  let genericPlan = false;
  for (const node of listOf(options)) {
    const option = as(node, 'DefElem') ?? {};
    const name = textOf(option.defname) ?? '';
    if (name === 'format') format = readFormat(option);
    else if (name === 'analyze') analyze = readBoolean(option);
    else if (name === 'summary') summary = readBoolean(option);
    else if (name === 'generic_plan') genericPlan = readBoolean(option);
    else if (!leftOut.has(name)) throw refused(`EXPLAIN with \`${name}\` is not handled by the guard`);
  }
  return { format, analyze, summary: summary ?? analyze, genericPlan };
}

/** The options of what is sent: a plan that can be read here, with as little in it as the server can be asked for. */
export function sentOptions({ analyze, genericPlan }: ExplainOptions): readonly TreeNode[] {
  const on = (defname: string) => ({ DefElem: { defname, defaction: 'DEFELEM_UNSPEC' } });
  const as = (defname: string, sval: string) => ({
    DefElem: { defname, arg: { String: { sval } }, defaction: 'DEFELEM_UNSPEC' },
  });
  return [
    as('format', 'json'),
    as('costs', 'off'),
    on('summary'),
    ...(analyze ? [on('analyze'), as('timing', 'off')] : []),
    ...(genericPlan ? [on('generic_plan')] : []),
  ];
}

function readFormat(option: Struct): PlanFormat {
  const format = argument(option);
  if (!formats.has(format)) throw refused('EXPLAIN takes FORMAT TEXT, JSON, XML or YAML');
  return format as PlanFormat;
}

/** As defGetBoolean of define.c. */
function readBoolean(option: Struct): boolean {
  if (option.arg === undefined) return true;
  const value = argument(option);
  if (['true', 'on', '1'].includes(value)) return true;
  if (['false', 'off', '0'].includes(value)) return false;
  throw refused(`EXPLAIN takes \`${textOf(option.defname)}\` on or off`);
}

function argument({ arg }: Struct): string {
  const node = arg as TreeNode | undefined;
  const integer = as(node, 'Integer');
  if (integer !== undefined) return String(integer.ival ?? 0);
  const boolean = as(node, 'Boolean');
  if (boolean !== undefined) return String(boolean.boolval === true);
  return (textOf(as(node, 'String')?.sval) ?? '').toLowerCase();
}
