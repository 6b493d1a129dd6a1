import { categoriesAreUsed } from './categories-are-used.js';
import type { Check } from './check.js';
import { codeIsTrusted } from './code-is-trusted.js';
import { conditionsAreValid } from './conditions-are-valid.js';
import { consentIsKnown } from './consent-is-known.js';
import { consoleUsersAreKnown } from './console-users-are-known.js';
import { dataMapHolds } from './data-map-holds.js';
import { graphqlHolds } from './graphql-holds.js';
import { listenersAreSafe } from './listeners-are-safe.js';
import { masksAreKnown } from './masks-are-known.js';
import { namesAreUnique } from './names-are-unique.js';
import { namesExist } from './names-exist.js';
import { recipientsAreBound } from './recipients-are-bound.js';
import { resourcesHold } from './resources-hold.js';
import { storesAreDistinct } from './stores-are-distinct.js';
import { storesAreServed } from './stores-are-served.js';
import { workersHaveConnections } from './workers-have-connections.js';

/** Everything that is asked of a configuration beyond its form. To add a question: a file, a line here, a test. */
export const allChecks: readonly Check[] = [
  namesExist,
  namesAreUnique,
  listenersAreSafe,
  storesAreDistinct,
  recipientsAreBound,
  dataMapHolds,
  resourcesHold,
  graphqlHolds,
  storesAreServed,
  consentIsKnown,
  categoriesAreUsed,
  masksAreKnown,
  conditionsAreValid,
  workersHaveConnections,
  consoleUsersAreKnown,
  codeIsTrusted,
];
