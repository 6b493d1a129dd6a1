import type { ConnectionFacts, ForwardableStatement, Gate, GateSession, Verdict } from '../../src/enforce/index.js';
import { GatewayError } from '../../src/errors/index.js';

/** What a test's gate remembers of one session. */
export interface FakeGateSession extends GateSession {
  readonly facts: ConnectionFacts;
  /** Texts that were asked about, in order. */
  readonly asked: string[];
  /** Texts of statements that were said to have been sent. */
  readonly sentTexts: string[];
  readonly states: string[];
  readonly origins: [number, number][];
  refreshes: number;
  /** Set to have Binds of earlier statements refused. */
  recheckError: GatewayError | null;
  /** How often judging one of them anew is left off. */
  recheckTurns: number;
  /** Called by `refresh`. */
  onRefresh: () => Promise<void>;
}

export interface FakeGateOptions {
  readonly transparent?: boolean;
  /** Longer texts are refused unread. */
  readonly textBytesMax?: number;
  /** The tripwire: columns that must not leave, as `oid.attnum`. */
  readonly forbidden?: Set<string>;
}

/**
 * A gate that does what markers in a statement say: `refuse` refuses, `syntax` is a syntax error, `stale` is stale once,
 * `rewrite(a=>b)` replaces, `slow(n)` takes n ms, `slowly made(n)` takes them when it is sent, `turns(n)` is unfinished n times, `limit(n)` sets the row limit, `changes` changes the session,
 * `throw` breaks, `fatal` refuses fatally.
 */
export class FakeGate implements Gate {
  readonly sessions: FakeGateSession[] = [];
  readonly options: FakeGateOptions;
  openError: GatewayError | null = null;
  /** Texts that are being planned in turns, now and at most. */
  underWay = 0;
  underWayMost = 0;

  constructor(options: FakeGateOptions = {}) {
    this.options = options;
  }

  get last(): FakeGateSession {
    return this.sessions.at(-1)!;
  }

  open(facts: ConnectionFacts): GateSession | GatewayError {
    if (this.openError !== null) return this.openError;
    const { options } = this;
    const gate = this;
    let fresh = false;
    let turnsLeft = 0;
    const session: FakeGateSession = {
      facts,
      asked: [],
      sentTexts: [],
      states: [],
      origins: [],
      refreshes: 0,
      recheckError: null,
      recheckTurns: 0,
      onRefresh: async () => {},
      startupParameters: options.transparent
        ? facts.parameters
        : new Map([...facts.parameters, ['client_encoding', 'UTF8']]),
      transparent: options.transparent ?? false,
      purpose: facts.purpose,
      admit(text): Verdict {
        session.asked.push(text);
        takes(text, 'slow');
        if (text.includes('/* throw */')) throw new Error('a fault of the gate');
        if (text.includes('/* fatal */')) return refuse(new GatewayError('authorization', 'go away'));
        if (text.includes('/* refuse */')) {
          return refuse(new GatewayError('refused', 'the policy forbids it', { hint: 'ask for less', position: 8 }));
        }
        if (text.includes('/* syntax */')) return refuse(new GatewayError('syntax', 'syntax error', { position: 1 }));
        if (text.includes('/* stale */') && !fresh) return { kind: 'stale' };
        fresh = false;
        const rewrite = /\/\* rewrite\((.*)=>(.*)\) \*\//.exec(text);
        const sent = rewrite === null ? text : text.replace(rewrite[1]!, rewrite[2]!);
        const limit = /\/\* limit\((\d+)\) \*\//.exec(text);
        return {
          kind: 'forward',
          statement: {
            get bytes() {
              takes(text, 'slowly made');
              return Buffer.from(sent);
            },
            verdict: rewrite === null ? 'passed' : 'guarded',
            fingerprint: '0123456789abcdef',
            purpose: facts.purpose,
            rowsMax: limit === null ? null : Number(limit[1]),
            touchesProtected: text.includes('protected'),
            changesSession: text.includes('/* changes */'),
          } as unknown as ForwardableStatement,
        };
      },
      admitInTurns(text, protocol, parameterTypes) {
        const turns = Number(/\/\* turns\((\d+)\) \*\//.exec(text)?.[1] ?? 0);
        if (turnsLeft === 0) {
          turnsLeft = turns + 1;
          gate.underWay += 1;
          gate.underWayMost = Math.max(gate.underWay, gate.underWayMost);
        }
        turnsLeft -= 1;
        if (turnsLeft > 0) return { kind: 'unfinished' };
        gate.underWay -= 1;
        return session.admit(text, protocol, parameterTypes);
      },
      tooLong: (textBytes) =>
        textBytes > (options.textBytesMax ?? Infinity)
          ? new GatewayError('statement_too_complex', 'the statement is too long')
          : null,
      forgetUnfinished() {
        if (turnsLeft > 0) gate.underWay -= 1;
        turnsLeft = 0;
      },
      async refresh() {
        session.refreshes += 1;
        await session.onRefresh();
        fresh = true;
      },
      sent(statement) {
        session.sentTexts.push(statement.bytes.toString());
      },
      recheck: () => session.recheckError,
      recheckInTurns() {
        if (session.recheckTurns === 0) return session.recheckError;
        session.recheckTurns -= 1;
        return 'unfinished';
      },
      again: (statement) => ({ kind: 'forward', statement }),
      transactionState(status, rolledBack) {
        session.states.push(rolledBack ? `${status}!` : status);
      },
      tripwire(tableOid, attributeNumber) {
        session.origins.push([tableOid, attributeNumber]);
        return options.forbidden?.has(`${tableOid}.${attributeNumber}`)
          ? new GatewayError('tripwire', 'a protected column was about to leave')
          : null;
      },
      scrub(fields, statement) {
        if (!statement?.touchesProtected && !fields.get('M')?.includes('SECRET')) return fields;
        return new Map([...fields].filter(([code]) => 'SVC'.includes(code)).concat([['M', 'scrubbed']]));
      },
      passesNotification: (channel) => !channel.startsWith('hidden'),
    };
    this.sessions.push(session);
    return session;
  }
}

/** Takes as many milliseconds as the text says. */
function takes(text: string, marker: string): void {
  const ms = Number(new RegExp(`/\\* ${marker}\\((\\d+)\\) \\*/`).exec(text)?.[1] ?? 0);
  for (const endMs = performance.now() + ms; performance.now() < endMs; );
}

function refuse(error: GatewayError): Verdict {
  return { kind: 'refuse', error };
}
