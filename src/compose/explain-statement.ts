import { type Clock, systemClock } from '../base/index.js';
import { createGate, type GateSession, type Verdict } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import { PostgresCatalog } from '../pg/index.js';
import type { RelationExplanation } from '../policy/index.js';
import { diskFiles, type PostgresStoreSettings, type Settings } from '../settings/index.js';
import { type CatalogSnapshot, loadParser } from '../sql/index.js';
import { explainRelations } from './explain-relations.js';
import { gateOptionsFrom, postgresStores, silentGateObserver } from './gate-options.js';

import { upstreamTargetFrom } from './upstream-target.js';

export interface ExplainRequest {
  readonly settings: Settings;
  readonly principal: string;
  /** Null: the principal's only one. */
  readonly purpose: string | null;
  /** Null: the configuration's only one. */
  readonly database: string | null;
  readonly statement: string;
  readonly clock?: Clock;
}

/** What the gateway would do with a statement. Plain data: it survives JSON. */
export interface Explanation {
  readonly principal: string;
  readonly purpose: string | null;
  readonly database: string;
  readonly verdict: 'passed' | 'guarded' | 'refused';
  /** What the store would be sent; null when it would be sent nothing. */
  readonly sent: string | null;
  /** Why it is refused; null when it is not. `sqlstate` is the status, of a request. */
  readonly refusal: { readonly sqlstate: string; readonly message: string; readonly hint: string | null } | null;
  /** The answer may not have more rows; null: no limit. */
  readonly rowsMax: number | null;
  /** Each protected relation that the statement names, also through views, with every field of it. */
  readonly relations: readonly RelationExplanation[];
}

/**
 * Asks the gate what it would do with a statement, and the policy why. Needs the store's catalog, and reads nothing else.
 *
 * @throws GatewayError `undefined_database` when none or several databases could be meant, `upstream_unavailable` and its
 *   kin when the catalog can't be read.
 */
export async function explainStatement(request: ExplainRequest): Promise<Explanation> {
  const { settings, clock = systemClock } = request;
  const { store, database } = placeOf(settings, request.database);
  await loadParser();
  const source = new PostgresCatalog({ target: upstreamTargetFrom(store, diskFiles.read), database, clock });
  try {
    const catalog = await source.start();
    const gate = createGate(
      gateOptionsFrom(settings, {
        clock,
        observer: silentGateObserver,
        catalog: () => source,
        catalogs: () => [catalog],
      }),
    );
    const opened = gate.open({
      principal: request.principal,
      purpose: request.purpose,
      store: store.name,
      database,
      parameters: new Map(),
    });
    if (opened instanceof GatewayError) return refused(request, database, null, opened, []);
    return await explainIn(opened, request, { settings, store, database, catalog, now: clock.now() });
  } finally {
    source.close();
  }
}

interface Place {
  readonly settings: Settings;
  readonly store: PostgresStoreSettings;
  readonly database: string;
  readonly catalog: CatalogSnapshot;
  readonly now: number;
}

async function explainIn(session: GateSession, request: ExplainRequest, place: Place): Promise<Explanation> {
  const { purpose } = session;
  let verdict: Verdict = session.admit(request.statement, 'simple');
  if (verdict.kind === 'stale') {
    await session.refresh();
    verdict = session.admit(request.statement, 'simple');
  }
  const asker = purpose === null ? null : { principal: request.principal, purpose };
  const relations = asker === null ? [] : explainRelations(request.statement, asker, place);
  if (verdict.kind !== 'forward') {
    const error = verdict.kind === 'refuse' ? verdict.error : new GatewayError('refused', 'the catalog keeps changing');
    return refused(request, place.database, purpose, error, relations);
  }
  const { statement } = verdict;
  return {
    principal: request.principal,
    purpose: statement.purpose ?? purpose,
    database: place.database,
    verdict: statement.verdict,
    sent: statement.bytes.toString('utf8'),
    refusal: null,
    rowsMax: statement.rowsMax,
    relations,
  };
}

function refused(
  request: ExplainRequest,
  database: string,
  purpose: string | null,
  error: GatewayError,
  relations: readonly RelationExplanation[],
): Explanation {
  return {
    principal: request.principal,
    purpose: purpose ?? request.purpose,
    database,
    verdict: 'refused',
    sent: null,
    refusal: { sqlstate: error.sqlstate, message: error.message, hint: error.hint ?? null },
    rowsMax: null,
    relations,
  };
}

function placeOf(settings: Settings, wanted: string | null): { store: PostgresStoreSettings; database: string } {
  const places = postgresStores(settings).flatMap((store) => store.databases.map((database) => ({ store, database })));
  const meant = places.filter(({ database }) => wanted === null || database === wanted);
  const [place] = meant;
  if (place !== undefined && meant.length === 1) return place;
  const names = places.map(({ database }) => `\`${database}\``).join(', ');
  throw new GatewayError(
    'undefined_database',
    wanted === null ? `say which database is meant: ${names}` : `there is no database \`${wanted}\`; there is ${names}`,
  );
}
