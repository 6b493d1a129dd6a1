import { catalogs } from './catalogs.js';
import { confusions } from './confusions.js';
import { expressions, predicates } from './expressions.js';
import { limits } from './limits.js';
import { lookups } from './lookups.js';
import { members } from './members.js';
import { mistakenNames } from './mistaken-names.js';
import { names } from './names.js';
import { newerFunctions } from './newer-functions.js';
import { notation } from './notation.js';
import { onDemand } from './on-demand.js';
import { projection } from './projection.js';
import { channels, protocol } from './protocol.js';
import { purposes } from './purposes.js';
import { runs } from './runs.js';
import { statements } from './statements.js';
import { temporary } from './temporary.js';
import { temporaryViews } from './temporary-views.js';
import { texts } from './text.js';
import { writes } from './writes.js';

export const attacks = [
  ...projection,
  ...expressions,
  ...predicates,
  ...onDemand,
  ...names,
  ...catalogs,
  ...statements,
  ...purposes,
  ...limits,
  ...lookups,
  ...writes,
  ...temporary,
  ...temporaryViews,
  ...newerFunctions,
  ...notation,
  ...mistakenNames,
  ...runs,
  ...members,
  ...texts,
  ...protocol,
  ...channels,
  ...confusions,
];
