import { compileMask, type MaskKeys } from '../../src/masks/index.js';
import type { AskerName } from './policy.js';
import type { Row, Rows } from './rows.js';
import { lookedUp, type OracleColumn, type OracleRelation, tables } from './schema.js';

/**
 * V(P,U) worked out by hand from policy.ts, over rows instead of statements: nothing of src/enforce is used. Only masks
 * come from their function twins, which are compared with the SQL twins elsewhere.
 */
interface Permitted {
  /** What happens to a column that is not `pass`; `null` withholds. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, Treat>>>>;
  /** The same of the declared members of people's profiles. */
  readonly members: Readonly<Record<string, Treat>>;
  /** Relations of which all rows are to be seen when it is absent. */
  readonly person: ((id: string, rows: Rows) => boolean) | null;
  readonly people: (person: Row) => boolean;
}

type Treat = null | { readonly name: string; readonly options?: unknown };

const withheldDoors = { cars: { doors: null } };

const permitted: Readonly<Record<AskerName, Permitted>> = {
  clerk: {
    fields: { ...withheldDoors, people: { ssn: { name: 'last4' }, card: { name: 'last4' }, note: { name: 'scan' } } },
    members: { no: { name: 'last4' } },
    person: null,
    people: () => true,
  },
  mailer: {
    fields: {
      people: {
        name: { name: 'initial' },
        ssn: null,
        born: { name: 'year' },
        balance: { name: 'bucket', options: 50 },
        seen: { name: 'month' },
        card: { name: 'last4' },
        member_no: { name: 'hash_id' },
        note: { name: 'scan' },
      },
      orders: { total: null },
      vehicles: { plate: null },
      cars: { plate: null, doors: null },
    },
    members: { s: { name: 'initial' }, day: { name: 'year' }, no: { name: 'last4' } },
    person: (id, rows) =>
      consents(rows, id, 'offers').some(
        ({ state, until }) => state === 'given' && (until === null || until === undefined || until > '2026-12-31'),
      ),
    people: (person) => person.city !== null && person.city !== 'Paris',
  },
  analyst: {
    fields: {
      people: {
        id: { name: 'hash_id' },
        name: null,
        email: { name: 'email', options: { keep: 'domain' } },
        ssn: null,
        born: { name: 'year' },
        balance: null,
        seen: { name: 'year' },
        card: { name: 'pseudonym' },
        member_no: { name: 'hash_id' },
        note: { name: 'scan' },
      },
      orders: { person_id: { name: 'hash_id' }, total: { name: 'bucket', options: 50 } },
      tickets: { person_id: { name: 'hash_id' } },
      vehicles: { person_id: { name: 'hash_id' }, plate: { name: 'pseudonym' } },
      cars: { person_id: { name: 'hash_id' }, plate: { name: 'pseudonym' }, doors: null },
    },
    members: {
      s: null,
      k: { name: 'email', options: { keep: 'domain' } },
      day: { name: 'year' },
      no: { name: 'pseudonym' },
    },
    person: (id, rows) => !consents(rows, id, 'study').some(({ state }) => state !== 'given'),
    people: () => true,
  },
};

function consents(rows: Rows, person: string, purpose: string): readonly Row[] {
  return (rows.get('consent') ?? []).filter((record) => record.person_id === person && record.purpose === purpose);
}

export function permittedRows(asker: AskerName, rows: Rows, keys: MaskKeys): Rows {
  const { fields, members, person, people } = permitted[asker];
  const ofPerson = (id: string | null | undefined) =>
    person === null || (id !== null && id !== undefined && person(id, rows));
  const orderOwner = new Map((rows.get('orders') ?? []).map((order) => [order.id, order.person_id]));
  const shown: Record<string, (row: Row) => boolean> = {
    people: (row) => ofPerson(row.id) && people(row),
    orders: (row) => ofPerson(row.person_id),
    lines: (row) => ofPerson(orderOwner.get(row.order_id ?? '')),
    tickets: (row) => ofPerson(row.person_id),
    vehicles: (row) => ofPerson(row.person_id),
    cars: (row) => ofPerson(row.person_id),
  };
  const view = new Map<string, readonly Row[]>();
  for (const table of tables) {
    const visible = (rows.get(table.name) ?? []).filter(shown[table.name] ?? (() => true));
    view.set(
      table.name,
      visible
        .map((row) => maskedRow(row, table, fields[table.name] ?? {}, keys))
        .map((row) => ('profile' in row ? { ...row, profile: profile(row.profile, members, keys) } : row)),
    );
    // What a lookup compares with is there for rows that are seen, under the keys by which they are.
    const truth = visible.map((row, at) => ({ ...row, id: view.get(table.name)?.[at]?.id ?? null }));
    const looked = table.name === 'cars' ? 'vehicles' : table.name;
    if (looked in lookedUp) view.set(`truth.${looked}`, [...(view.get(`truth.${looked}`) ?? []), ...truth]);
  }
  return view;
}

function maskedRow(row: Row, table: OracleRelation, treats: Readonly<Record<string, Treat>>, keys: MaskKeys): Row {
  return Object.fromEntries(
    table.columns.map((column) => {
      const value = row[column.name] ?? null;
      const treat = treats[column.name];
      return [column.name, treat === undefined ? value : masked(value, treat, column, keys)];
    }),
  );
}

function masked(value: string | null, treat: Treat, column: OracleColumn, keys: MaskKeys): string | null {
  if (treat === null || value === null) return null;
  const mask = compileMask({ name: treat.name, options: treat.options });
  if ('issue' in mask) throw new Error(mask.issue);
  const typname = typnames[column.declared.replace(/\(.*/, '')] ?? column.kind;
  return mask.apply(value, { typname, declared: declaredTypes[column.declared] ?? column.declared }, keys);
}

/** Members that are not declared are left out; a JSON null stays. */
function profile(text: string | null | undefined, members: Permitted['members'], keys: MaskKeys): string | null {
  if (text === null || text === undefined) return null;
  const given: Readonly<Record<string, unknown>> = JSON.parse(text);
  if (typeof given !== 'object' || Array.isArray(given))
    throw new Error('only profiles that nobody sees are no objects');
  const member = (object: unknown, name: string, typname: string): object => {
    const value = (object as Record<string, unknown>)[name];
    const treat = members[name];
    if (value === undefined || treat === null) return {};
    if (treat === undefined || value === null) return { [name]: value };
    return { [name]: masked(String(value), treat, { name, kind: 'text', declared: typname }, keys) };
  };
  const shown = {
    ...('n' in given ? { n: given.n } : {}),
    ...member(given, 's', 'text'),
    ...('list' in given ? { list: given.list } : {}),
    ...('deep' in given ? { deep: { ...member(given.deep, 'k', 'text'), ...member(given.deep, 'day', 'date') } } : {}),
    ...('cards' in given
      ? {
          cards: (given.cards as { kind: string }[]).map((card) => ({
            ...member(card, 'no', 'text'),
            kind: card.kind,
          })),
        }
      : {}),
  };
  return JSON.stringify(shown);
}

const typnames: Readonly<Record<string, string>> = { varchar: 'varchar' };
const declaredTypes: Readonly<Record<string, string>> = {
  int4: 'integer',
  int8: 'bigint',
  timestamptz: 'timestamp with time zone',
  'varchar(60)': 'character varying(60)',
};
