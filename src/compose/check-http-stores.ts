import { connect } from 'node:net';
import { categoryCovers } from '../datamap/index.js';
import { compileMask } from '../masks/index.js';
import { decide, type FieldDecision } from '../policy/index.js';
import type { HttpStoreSettings, Settings } from '../settings/index.js';
import { httpStores } from './http-upstreams.js';
import { policyFrom } from './policy.js';

type Report = (path: readonly (string | number)[], message: string) => void;

export interface HttpCheckFacts {
  readonly settings: Settings;
  readonly error: Report;
  readonly warning: Report;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Compares a configuration with its HTTP stores: can each be reached, and does each mask take the type that a member is said to
 * have. Sends no request: what one would do is for the service to say.
 */
export async function checkHttpStores(facts: HttpCheckFacts, now: number): Promise<void> {
  checkMemberMasks(facts, now);
  await Promise.all(httpStores(facts.settings).map((store) => checkReachable(store, facts)));
}

async function checkReachable(store: HttpStoreSettings, { error, warning }: HttpCheckFacts): Promise<void> {
  const path = ['stores', store.name, 'url'];
  const { hostname, port, protocol } = new URL(store.url);
  const answers = await canConnect(
    hostname.replace(/^\[|\]$/g, ''),
    Number(port || (protocol === 'https:' ? 443 : 80)),
  );
  if (!answers) error(path, 'can not be connected to');
  const showsNothing = store.setHeaders.size === 0 && store.assertionKey === null && store.tls?.cert == null;
  if (showsNothing && !isLoopback(hostname)) {
    const message =
      'the gateway shows no credential of its own there: whoever can reach the service can go around the gateway';
    warning(path, message);
  }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** For every principal and purpose: the mask that the policy puts on a member takes the member's declared type. */
function checkMemberMasks({ settings, error }: HttpCheckFacts, now: number): void {
  const policy = policyFrom(settings);
  const told = new Set<string>();
  for (const { name: store } of httpStores(settings)) {
    for (const principal of policy.principals.values()) {
      for (const purpose of principal.purposes) {
        const decision = decide(policy, { principal: principal.name, purpose }, store, now);
        if ('kind' in decision) continue;
        for (const { entry, fields } of decision.resources.values()) {
          for (const [path, field] of fields) {
            const type = entry.fields.get(path)?.type;
            if (type === undefined || takes(field, type)) continue;
            const key = `${field.reason.rule} ${store} ${entry.resource} ${path}`;
            if (told.has(key)) continue;
            told.add(key);
            const { at, mask } = placeOf(settings, field);
            error(
              at,
              `mask \`${mask}\` does not take \`${type}\`, so \`${path}\` of \`${store}:${entry.resource}\` is null instead`,
            );
          }
        }
      }
    }
  }
}

function takes(decision: FieldDecision, typname: string): boolean {
  if (decision.kind !== 'mask') return true;
  const mask = compileMask(decision.mask);
  return !('issue' in mask) && mask.takes({ typname, declared: typname });
}

/** Where the mask stands in the configuration. */
function placeOf(
  settings: Settings,
  decision: FieldDecision,
): { readonly at: readonly (string | number)[]; readonly mask: string } {
  const { rule, category } = decision.reason;
  const index = settings.rules.findIndex(({ name }) => name === rule);
  const keys = [...(settings.rules[index]?.fields.keys() ?? [])].filter(
    (key) => category !== null && categoryCovers(key, category),
  );
  const key = keys.reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest), '');
  return { at: ['rules', index, 'fields', key, 'mask'], mask: decision.kind === 'mask' ? decision.mask.name : '' };
}
