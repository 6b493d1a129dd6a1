import { systemClock } from '../../src/base/index.js';
import { PlanMemory } from '../../src/enforce/plan-memory.js';
import { makePlanSpace, type PlanSpace } from '../../src/enforce/plan-space.js';
import { type PlannedStatement, planStatement, readText } from '../../src/enforce/plan-statements.js';
import type { Fence } from '../../src/enforce/relation/guard.js';
import type { RewriteContext } from '../../src/enforce/rewrite/context.js';
import { Edits } from '../../src/enforce/rewrite/edits.js';
import { newContext } from '../../src/enforce/rewrite/new-context.js';
import type { SessionState } from '../../src/enforce/statements/statement-state.js';
import { GatewayError } from '../../src/errors/index.js';
import { deriveKeys, maskKeys } from '../../src/masks/index.js';
import { indexSnapshot } from '../../src/pg/catalog/snapshot.js';
import type { Policy } from '../../src/policy/index.js';
import {
  type CatalogSnapshot,
  type Column,
  defaultStatementLimits,
  type FunctionInfo,
  loadParser,
  type OperatorInfo,
  parse,
  parseSearchPath,
  type Relation,
  type TreeNode,
  type TypeInfo,
} from '../../src/sql/index.js';
import { testConsent } from './gate-options.js';
import { shopPolicy } from './shop-policy.js';

await loadParser();

/** The shop's catalog, in memory: enough of it to plan statements without a server. */
const types: readonly TypeInfo[] = (
  [
    [16, 'bool', 'B'],
    [17, 'bytea', 'U'],
    [20, 'int8', 'N'],
    [21, 'int2', 'N'],
    [23, 'int4', 'N'],
    [25, 'text', 'S'],
    [26, 'oid', 'N'],
    [701, 'float8', 'N'],
    [1042, 'bpchar', 'S'],
    [1043, 'varchar', 'S'],
    [1082, 'date', 'D'],
    [1114, 'timestamp', 'D'],
    [1184, 'timestamptz', 'D'],
    [1186, 'interval', 'T'],
    [1700, 'numeric', 'N'],
    [114, 'json', 'U'],
    [142, 'xml', 'U'],
    [4072, 'jsonpath', 'U'],
    [3802, 'jsonb', 'U'],
    [2950, 'uuid', 'U'],
  ] as const
).map(([oid, name, category]) => type(oid, 'pg_catalog', name, category, 'b'));

function type(oid: number, schema: string, name: string, category: string, kind: TypeInfo['kind']): TypeInfo {
  return { oid, schema, name, kind, category, baseType: 0, elementType: 0, relation: 0, extension: null };
}

const declaredNames: Readonly<Record<string, string>> = {
  int8: 'bigint',
  int4: 'integer',
  timestamptz: 'timestamp with time zone',
};

function columns(definitions: Readonly<Record<string, string>>): readonly Column[] {
  return Object.entries(definitions).map(([name, written], index) => {
    const [, typname = '', modifier = '', collation] = /^(\w+)(\([^)]*\))?(?: (.*))?$/.exec(written) ?? [];
    const typeOid = [...types, mood].find((candidate) => candidate.name === typname)?.oid ?? 0;
    const declared =
      typname === 'varchar' ? `character varying${modifier}` : `${declaredNames[typname] ?? typname}${modifier}`;
    return {
      name,
      attnum: index + 1,
      typeOid,
      typmod: -1,
      declared,
      baseTypname: typname,
      collation: collation ?? null,
      notNull: false,
      hasDefault: false,
      generated: false,
      identity: false,
    };
  });
}

const mood = type(16_500, 'public', 'mood', 'E', 'e');
const untrusted = type(16_501, 'public', 'blob', 'U', 'b');

let nextOid = 16_600;

function relation(name: string, definitions: Readonly<Record<string, string>>, more: Partial<Relation> = {}): Relation {
  nextOid += 1;
  return {
    oid: nextOid,
    schema: 'public',
    name,
    kind: 'r',
    owner: 'postgres',
    columns: columns(definitions),
    primaryKey: [],
    ancestors: [],
    isPartition: false,
    definition: null,
    hasTriggers: false,
    hasRules: false,
    rowSecurity: false,
    extension: null,
    ...more,
  };
}

const tickets = relation('tickets', { id: 'int8', customer_id: 'int8', body: 'text' }, { kind: 'p' });

const relations: readonly Relation[] = [
  relation(
    'customers',
    {
      id: 'int8',
      name: 'text',
      email: 'varchar(60)',
      ssn: 'text',
      dob: 'date',
      city: 'text',
      notes: 'text',
      balance: 'numeric(12,2)',
      created_at: 'timestamptz',
    },
    { primaryKey: [1] },
  ),
  relation(
    'orders',
    { id: 'int8', customer_id: 'int8', total: 'numeric(12,2)', placed_at: 'timestamptz' },
    { primaryKey: [1] },
  ),
  relation('order_items', { order_id: 'int8', sku: 'text', quantity: 'int4' }),
  relation(
    'consent',
    { customer_id: 'int8', purpose: 'text', state: 'text', expires_at: 'timestamptz' },
    { primaryKey: [1, 2] },
  ),
  relation(
    'products',
    { sku: 'text', title: 'text', price: 'numeric(12,2)', mood: 'mood', label: 'text "de"' },
    { primaryKey: [1] },
  ),
  tickets,
  relation(
    'tickets_1',
    { id: 'int8', customer_id: 'int8', body: 'text' },
    { ancestors: [tickets.oid], isPartition: true },
  ),
  relation(
    'customer_mail',
    { id: 'int8', mail: 'varchar(60)' },
    { kind: 'v', definition: 'SELECT id, email AS mail FROM public.customers' },
  ),
  relation('product_list', { sku: 'text' }, { kind: 'v', definition: 'SELECT sku FROM public.products' }),
  relation('customer_copy', { id: 'int8' }, { kind: 'm', definition: 'SELECT id FROM public.customers' }),
  relation('broken_view', { id: 'int8' }, { kind: 'v' }),
  relation('counter', { last_value: 'int8' }, { kind: 'S' }),
];

function call(
  name: string,
  argumentTypes: readonly number[],
  returnType: number,
  more: Partial<FunctionInfo> = {},
): FunctionInfo {
  nextOid += 1;
  return {
    oid: nextOid,
    schema: 'pg_catalog',
    name,
    kind: 'f',
    leakproof: false,
    volatility: 'i',
    securityDefiner: false,
    returnsSet: false,
    returnType,
    argumentTypes,
    defaults: 0,
    outNames: [],
    extension: null,
    ...more,
  };
}

const functions: readonly FunctionInfo[] = [
  call('lower', [25], 25),
  call('upper', [25], 25),
  call('length', [25], 23),
  call('length', [17, 25], 23, { volatility: 's' }),
  call('octet_length', [25], 23),
  call('btrim', [25, 25], 25),
  call('left', [25, 23], 25),
  call('like_escape', [25, 25], 25),
  call('similar_to_escape', [25], 25),
  call('now', [], 1184, { volatility: 's' }),
  call('random', [], 701, { volatility: 'v' }),
  call('nextval', [26], 20, { volatility: 'v' }),
  call('pg_sleep', [701], 2278, { volatility: 'v' }),
  call('query_to_xml', [25], 142),
  call('set_config', [25, 25, 16], 25, { volatility: 'v' }),
  call('current_setting', [25], 25, { volatility: 's' }),
  call('pg_notify', [25, 25], 2278, { volatility: 'v' }),
  call('pg_relation_size', [26], 20, { volatility: 'v' }),
  call('count', [], 20, { kind: 'a' }),
  call('count', [2276], 20, { kind: 'a' }),
  call('max', [20], 20, { kind: 'a' }),
  call('min', [20], 20, { kind: 'a' }),
  call('sum', [20], 1700, { kind: 'a' }),
  call('avg', [20], 1700, { kind: 'a' }),
  call('row_number', [], 20, { kind: 'w' }),
  call('lag', [2283], 2283, { kind: 'w' }),
  call('ntile', [23], 23, { kind: 'w' }),
  call('string_agg', [25, 25], 25, { kind: 'a' }),
  call('rank', [], 20, { kind: 'w' }),
  call('generate_series', [23, 23], 23, { returnsSet: true }),
  call('unnest', [2277], 2283, { returnsSet: true }),
  call('json_to_record', [114], 2249),
  call('jsonb_each_text', [3802], 2249, { returnsSet: true, outNames: ['key', 'value'] }),
  call('jsonb_to_recordset', [3802], 2249, { returnsSet: true }),
  call('json_to_recordset', [114], 2249, { returnsSet: true }),
  call('jsonb_array_elements_text', [3802], 25, { returnsSet: true, outNames: ['value'] }),
  call('jsonb_each', [3802], 2249, { returnsSet: true, outNames: ['key', 'value'] }),
  call('make_interval', [23, 23, 23, 23, 23, 23, 701], 1186),
  call('date_trunc', [25, 1184], 1184, { volatility: 's' }),
  call('date_trunc', [25, 1114], 1114),
  call('statement_timestamp', [], 1184, { volatility: 's' }),
  call('timezone', [25, 1184], 1114),
  call('timezone', [25, 1114], 1184),
  call('to_timestamp', [701], 1184),
  call('to_timestamp', [25, 25], 1184, { volatility: 's' }),
  call('to_date', [25, 25], 1082, { volatility: 's' }),
  call('jsonb_array_elements', [3802], 3802, { returnsSet: true, outNames: ['value'] }),
  call('regexp_split_to_table', [25, 25], 25, { returnsSet: true }),
  call('ts_debug', [25, 25], 2249, { returnsSet: true, outNames: ['alias', 'token'] }),
  call('concat', [2276], 25, { volatility: 's' }),
  call('to_jsonb', [2283], 3802),
  call('int4', [20], 23),
  call('leak', [20], 25, { schema: 'public', securityDefiner: true, volatility: 'v' }),
  call('dump', [16_601], 25, { schema: 'public' }),
  call('bernoulli', [2281], 3310, { volatility: 'v' }),
  call('system', [2281], 3310, { volatility: 'v' }),
  call('system_rows', [2281], 3310, { schema: 'public', volatility: 'v', extension: 'tsm_system_rows' }),
  call('similarity', [25, 25], 701, { schema: 'public', extension: 'pg_trgm' }),
];

const operators: readonly OperatorInfo[] = [
  ...[
    '=',
    '<>',
    '<',
    '<=',
    '>',
    '>=',
    '+',
    '-',
    '*',
    '/',
    '%',
    '||',
    '~',
    '~~',
    '!~~',
    '~~*',
    '!~~*',
    '->>',
    '->',
    '@>',
  ].map(
    (name): OperatorInfo => ({
      schema: 'pg_catalog',
      name,
      leftType: 25,
      rightType: 25,
      leakproof: false,
      extension: null,
    }),
  ),
  { schema: 'pg_catalog', name: '<#>', leftType: 25, rightType: 25, leakproof: false, extension: null },
  { schema: 'public', name: '<->', leftType: 25, rightType: 25, leakproof: false, extension: 'pg_trgm' },
  { schema: 'public', name: '===', leftType: 25, rightType: 25, leakproof: false, extension: null },
];

export const smallCatalog: CatalogSnapshot = indexSnapshot({
  version: 1,
  serverVersion: 180_000,
  defaultSearchPath: '"$user", public',
  sessionUser: 'gateway',
  schemas: ['public', 'pg_catalog', 'information_schema'],
  relations,
  functions,
  operators,
  types: [...types, mood, untrusted],
  casts: [],
});

/** The same with a cast from bigint to text that runs `public.leak`. */
export const leakyCatalog = (context: 'i' | 'a'): CatalogSnapshot => {
  const [leak] = smallCatalog.functionsNamed('leak');
  const cast = { source: 20, target: 25, context, functionOid: leak?.oid ?? 0, leakproof: false };
  return { ...smallCatalog, foreignCasts: [cast] };
};

const purposes = { storefront: 'fulfilment', mailer: 'marketing', analyst: 'analytics' } as const;

export type SmallAsker = keyof typeof purposes;

export interface SmallChanges {
  readonly policy?: Policy;
  readonly unlisted?: 'refuse' | 'allow';
  readonly functions?: ReadonlySet<string>;
  readonly extensions?: ReadonlySet<string>;
  readonly channels?: ReadonlySet<string>;
  readonly settings?: ReadonlySet<string>;
  readonly catalog?: CatalogSnapshot;
  readonly purpose?: string | null;
  /** Ms since 1970. */
  readonly now?: number;
}

/** What an asker of the shop may see, without a server. */
export function trySpace(asker: SmallAsker, changes: SmallChanges = {}): PlanSpace | GatewayError {
  const purpose = changes.purpose === undefined ? purposes[asker] : changes.purpose;
  return makePlanSpace({
    key: `${asker} ${purpose}`,
    policy: changes.policy ?? shopPolicy(),
    principal: asker,
    purpose,
    store: {
      name: 'shop',
      unlisted: changes.unlisted ?? 'allow',
      functions: changes.functions ?? new Set(),
      extensions: changes.extensions ?? new Set(),
      channels: changes.channels ?? new Set(),
      settings: changes.settings ?? new Set(),
      consent: testConsent('customer_id', 'expires_at'),
      catalog: () => null,
    },
    database: 'shop',
    catalog: changes.catalog ?? smallCatalog,
    path: parseSearchPath(smallCatalog.defaultSearchPath) ?? [],
    keys: maskKeys({ purpose: purpose ?? '', ...deriveKeys(Buffer.alloc(32, 7), purpose ?? '') }),
    now: changes.now ?? systemClock.now(),
    plansMax: 10,
    memory: new PlanMemory(() => {}),
  });
}

export function smallSpace(asker: SmallAsker, changes: SmallChanges = {}): PlanSpace {
  const space = trySpace(asker, changes);
  if (space instanceof GatewayError) throw space;
  return space;
}

export const smallSession: SessionState = {
  purposes: ['fulfilment', 'marketing', 'analytics'],
  changed: false,
  rowsMax: null,
  remembered: { prepared: new Map(), cursors: new Map() },
  holds: () => true,
};

/** A single statement, planned. Throws what the gate would refuse with. */
export function plan(
  sql: string,
  asker: SmallAsker = 'mailer',
  changes: SmallChanges & {
    readonly session?: Partial<SessionState>;
    readonly parameterTypes?: readonly number[];
  } = {},
): PlannedStatement {
  const read = readText(sql, changes.parameterTypes ?? [], defaultStatementLimits);
  const [statement] = read.statements;
  if (statement === undefined) throw new Error('no statement');
  return planStatement(read, statement, smallSpace(asker, changes).view, { ...smallSession, ...changes.session });
}

/** What would be sent, with each guard cut to `[schema.name]`, `[schema.name: fenced]` when it is fenced. */
export function outline(planned: PlannedStatement): string {
  return planned.text.replace(
    /\(SELECT (?:(?:"damask_row"|CAST|\(|damask_row).*? )?FROM (ONLY )?"(\w+)"\."(\w+)" AS damask_row(.*?)(?<fence> OFFSET 0)?\)(?= (?:AS )?"?(?!damask|AND)\w+"?(?: |,|$|\)))/g,
    (_, only, schema, name, _where, fence) =>
      `[${only ?? ''}${schema}.${name}${fence === undefined ? '' : ': fenced'}]`,
  );
}

/** True when one of the guards of a statement is fenced. */
export function isFenced(sql: string, asker: SmallAsker = 'mailer', parameterTypes: readonly number[] = []): boolean {
  return plan(sql, asker, { parameterTypes }).text.includes(' OFFSET 0');
}

/** How the guards of a statement are fenced: see relation/guard.ts. */
export function fenceIn(sql: string, asker: SmallAsker = 'mailer', parameterTypes: readonly number[] = []): Fence {
  const { text } = plan(sql, asker, { parameterTypes });
  if (text.includes(' OFFSET 0')) return 'around';
  return /CASE WHEN EXISTS/.test(text) ? 'at the scan' : 'none';
}

/** The refusal of a statement, as `message (hint)`. */
export function refusal(sql: string, asker: SmallAsker = 'mailer', changes: Parameters<typeof plan>[2] = {}): string {
  try {
    const { text } = plan(sql, asker, changes);
    return `admitted: ${text}`;
  } catch (fault) {
    if (!(fault instanceof GatewayError)) throw fault;
    return `${fault.sqlstate} ${fault.message}${fault.hint === undefined ? '' : ` (${fault.hint})`}`;
  }
}

export function parsed(sql: string): TreeNode {
  const node = parse(sql)[0]?.node;
  if (node === undefined) throw new Error('no statement');
  return node;
}

/** The value of `SELECT <expression>`. */
export function expressionOf(sql: string): TreeNode {
  const select = parsed(`SELECT ${sql}`) as { SelectStmt: { targetList: { ResTarget: { val: TreeNode } }[] } };
  const value = select.SelectStmt.targetList[0]?.ResTarget.val;
  if (value === undefined) throw new Error('no expression');
  return value;
}

/** A context in which nothing was rewritten yet. */
export function smallContext(
  asker: SmallAsker = 'mailer',
  statement: TreeNode = parsed('SELECT 1'),
  changes: SmallChanges = {},
): RewriteContext {
  return newContext({
    view: smallSpace(asker, changes).view,
    statement,
    edits: new Edits(Buffer.from('')),
    parameterTypes: [],
    nonce: 'n',
  });
}
