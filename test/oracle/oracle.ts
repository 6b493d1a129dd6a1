import { GatewayError } from '../../src/errors/index.js';
import type { Policy } from '../../src/policy/index.js';
import { type Answer, type Channel, directChannel, gatedChannel, type Sabotage } from './answer.js';
import { difference } from './compare.js';
import { spell } from './generate/lookups.js';
import type { GeneratedStatement } from './generate/statement.js';
import { formatSettings, plannerSettings } from './planner-settings.js';
import { type AskerName, askers, oraclePolicy } from './policy.js';
import { Random } from './random.js';
import type { Secrets } from './rows.js';
import { openCopy, openStore } from './stores.js';

/** One asker before stores that hold different secrets and the same permitted view, and a copy of that view. */
export interface Bench {
  readonly asker: AskerName;
  readonly copy: Channel;
  /** By the secrets that they hold. */
  readonly stores: ReadonlyMap<Secrets, Channel>;
  close(): Promise<void>;
}

export interface BenchChanges {
  /** Another policy than the one that the copy was made by. */
  readonly policy?: Policy;
  /** What happens to a statement between the gate and the store. */
  readonly sabotage?: Sabotage;
  /** Fewer stores than there are secrets. */
  readonly secrets?: readonly Secrets[];
}

export async function openBench(asker: AskerName, changes: BenchChanges = {}): Promise<Bench> {
  // To a clerk nothing but the beginning of a number is hidden: there are no two stores that look the same to it.
  const secrets: readonly Secrets[] = changes.secrets ?? (asker === 'clerk' ? ['none'] : ['a', 'b']);
  const copyDatabase = await openCopy(asker, secrets[0] ?? 'none');
  const closers = [() => copyDatabase.drop()];
  const stores = new Map<Secrets, Channel>();
  for (const held of secrets) {
    const store = await openStore(held, changes.policy ?? oraclePolicy());
    const { name: database } = store.database;
    const session = store.gate.open({ ...askers[asker], store: 'shop', database, parameters: new Map() });
    if (session instanceof GatewayError) throw session;
    const channel = await gatedChannel(store.database, session, changes.sabotage);
    stores.set(held, channel);
    closers.push(
      () => store.close(),
      () => channel.close(),
    );
  }
  const copy = await directChannel(copyDatabase);
  closers.push(() => copy.close());
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  return { asker, copy, stores, close };
}

export interface Questions {
  readonly seed: number;
  readonly count: number;
  readonly make: (random: Random) => GeneratedStatement;
}

export interface Finding {
  readonly index: number;
  readonly sql: string;
  readonly difference: string;
  readonly sent: string;
}

export interface Report {
  /** Statements that PostgreSQL answers on the copy. */
  readonly accepted: number;
  /** Of those, ones whose answer held at least one row. */
  readonly telling: number;
  /** Statements that PostgreSQL itself takes for wrong. */
  readonly rejected: number;
  /** Of the accepted ones, those that the gate refuses, by reason. */
  readonly refused: ReadonlyMap<string, Refused>;
  readonly findings: readonly Finding[];
}

export interface Refused {
  readonly count: number;
  /** The first of them. */
  readonly sql: string;
}

/** How many statements share one combination of the planner's settings. */
const settingsPeriod = 20;

/** Asks the same of all, and reports each answer that is neither the copy's nor a refusal. */
export async function interrogate({ asker, copy, stores }: Bench, { seed, count, make }: Questions): Promise<Report> {
  const findings: Finding[] = [];
  const refused = new Map<string, Refused>();
  let accepted = 0;
  let telling = 0;
  let rejected = 0;
  for (let index = 0; index < count; index += 1) {
    const random = new Random(seed + index * 7919);
    if (index % settingsPeriod === 0) {
      const formats = random.chance(0.3) ? formatSettings(random) : '';
      await copy.prepare(formats);
      const settings = `${plannerSettings(random)}; ${formats}`;
      for (const channel of stores.values()) await channel.prepare(settings);
    }
    const made = make(random);
    const statement = spelled(made, asker, false);
    const expected = await answers(copy, spelled(made, asker, true));
    const isAccepted = expected.every((answer) => answer.kind === 'rows');
    if (isAccepted) accepted += 1;
    else rejected += 1;
    if (expected.some((answer) => answer.kind === 'rows' && answer.rows.length > 0)) telling += 1;
    let isRefused = false;
    const messages = new Map<string, string>();
    for (const [held, channel] of stores) {
      const got = await answers(channel, statement);
      const said = got.map((answer) => (answer.kind === 'rows' ? '' : answer.message)).join('\n');
      messages.set(said, held);
      const refusal = got.find((answer) => answer.kind === 'refused');
      if (refusal?.kind === 'refused') {
        if (isAccepted && !isRefused) {
          const reason = refusal.message.replace(/`[^`]*`/g, '`…`');
          const { count = 0, sql = statement.sql } = refused.get(reason) ?? {};
          refused.set(reason, { count: count + 1, sql });
        }
        isRefused = true;
        continue;
      }
      const at = got.findIndex((answer, position) => differs(answer, expected[position], statement) !== null);
      if (at < 0) continue;
      findings.push({
        index,
        sql: [statement.sql, ...statement.after].join(';\n'),
        difference: `with secrets ${held}: ${differs(got[at] as Answer, expected[at], statement)}`,
        sent: channel.sent(statement.sql),
      });
    }
    if (messages.size > 1) {
      const said = [...messages].map(([message, held]) => `${held} says ${message}`).join(', ');
      findings.push({ index, sql: statement.sql, difference: `stores can be told apart: ${said}`, sent: '' });
    }
  }
  return { accepted, telling, rejected, refused, findings };
}

function answers(channel: Channel, { sql, values, after }: GeneratedStatement): Promise<readonly Answer[]> {
  return after.length === 0 ? channel.ask(sql, values).then((answer) => [answer]) : channel.askAndUndo([sql, ...after]);
}

function spelled(statement: GeneratedStatement, asker: AskerName, isCopy: boolean): GeneratedStatement {
  const { sql, after } = statement;
  return { ...statement, sql: spell(sql, asker, isCopy), after: after.map((one) => spell(one, asker, isCopy)) };
}

function differs(got: Answer, expected: Answer | undefined, { isOrdered }: GeneratedStatement): string | null {
  return expected === undefined ? 'an answer too many' : difference(got, expected, isOrdered);
}

/** A report as people read it. */
export function printReport(title: string, report: Report): string {
  const refusals = [...report.refused.values()].reduce((sum, { count }) => sum + count, 0);
  const share = ((100 * refusals) / Math.max(1, report.accepted)).toFixed(2);
  return [
    `${title}: ${report.accepted} accepted (${report.telling} with rows), ${report.rejected} wrong anyway, ${refusals} refused (${share} %), ${report.findings.length} differences`,
    ...[...report.refused]
      .sort(([, one], [, other]) => other.count - one.count)
      .map(([reason, { count, sql }]) => `  ${count} × ${reason}: ${sql}`),
    ...report.findings
      .slice(0, 20)
      .map((finding) => `  #${finding.index} ${finding.difference}\n    ${finding.sql}\n    -> ${finding.sent}`),
  ].join('\n');
}
