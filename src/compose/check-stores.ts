import { type Clock, systemClock } from '../base/index.js';
import { toGatewayError } from '../errors/index.js';
import { PostgresCatalog, ServerSession, type UpstreamTarget } from '../pg/index.js';
import type { LoadedSettings, SettingsIssue } from '../settings/index.js';
import { checkAccess } from './check-access.js';
import { checkCatalog } from './check-catalog.js';
import { checkHttpStores } from './check-http-stores.js';
import { postgresStores } from './gate-options.js';
import type { LiveDatabase } from './live-database.js';
import { upstreamTargetFrom } from './upstream-target.js';

/** What a look at the live stores brought to light, at the place of the configuration that it is about. */
export interface StoreFinding extends SettingsIssue {
  /** A warning names what is allowed but worth knowing: above all, ways around the gateway. */
  readonly severity: 'error' | 'warning';
}

/**
 * Compares a configuration with the stores that it is about: can they be reached, do they have what `data`, `rules` and
 * `consent` speak of, does each mask fit its column, and who can go around the gateway. Reads catalogs only, never a row of
 * a relation.
 */
export async function checkStores(loaded: LoadedSettings, clock: Clock = systemClock): Promise<StoreFinding[]> {
  const findings: StoreFinding[] = [];
  const report =
    (severity: StoreFinding['severity']) =>
    (path: readonly (string | number)[], message: string): void => {
      findings.push({ ...loaded.issueAt(path, message), severity });
    };
  const { settings } = loaded;
  for (const store of postgresStores(settings)) {
    for (const database of store.databases) {
      const { isList } = loaded;
      await checkDatabase(
        { settings, store, database, isList, error: report('error'), warning: report('warning') },
        upstreamTargetFrom(store, loaded.readFile),
        clock,
      );
    }
  }
  await checkHttpStores({ settings, error: report('error'), warning: report('warning') }, clock.now());
  return findings;
}

async function checkDatabase(
  facts: Omit<LiveDatabase, 'catalog' | 'session'>,
  target: UpstreamTarget,
  clock: Clock,
): Promise<void> {
  const { store, database } = facts;
  let session: ServerSession | null = null;
  let source: PostgresCatalog | null = null;
  try {
    session = await ServerSession.open(target, database, { application_name: 'damask check' });
    source = new PostgresCatalog({ target, database, clock });
    const live = { ...facts, catalog: await source.start(), session };
    checkCatalog(live, clock.now());
    await checkAccess(live);
  } catch (fault) {
    const { message } = toGatewayError(fault);
    facts.error(['stores', store.name, 'url'], `database \`${database}\` can not be looked at: ${message}`);
  } finally {
    source?.close();
    await session?.close();
  }
}
