import { quoteLiteral, type Relation } from '../sql/index.js';
import type { LiveDatabase } from './live-database.js';

/**
 * Who could go around the gateway, or what it could do that it need not: its own role's powers, and roles that can read a
 * protected relation directly. All of it is warned about: a database has owners.
 */
export async function checkAccess(live: LiveDatabase): Promise<void> {
  await checkOwnRole(live);
  const relations = protectedRelations(live);
  await checkOwnAccess(live, relations);
  await checkOthersAccess(live, relations);
}

interface ProtectedRelation {
  readonly relation: Relation;
  readonly path: readonly (string | number)[];
}

function protectedRelations({ settings, store, catalog }: LiveDatabase): ProtectedRelation[] {
  return settings.data.flatMap((entry, index) => {
    if (entry.kind !== 'relation' || entry.store !== store.name) return [];
    const relation = catalog.relation(entry.relation.schema, entry.relation.name);
    return relation === undefined ? [] : [{ relation, path: ['data', index, 'relation'] }];
  });
}

async function checkOwnRole(live: LiveDatabase): Promise<void> {
  const [role] = await live.session.query(
    `SELECT rolsuper::pg_catalog.text AS superuser, rolbypassrls::pg_catalog.text AS bypasses, rolcreaterole::pg_catalog.text AS makes_roles,
            rolreplication::pg_catalog.text AS replicates,
            pg_catalog.pg_has_role(rolname, 'pg_read_all_data', 'USAGE')::pg_catalog.text AS reads_all,
            pg_catalog.pg_has_role(rolname, 'pg_execute_server_program', 'USAGE')::pg_catalog.text AS runs_programs,
            pg_catalog.pg_has_role(rolname, 'pg_read_server_files', 'USAGE')::pg_catalog.text AS reads_files
       FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER`,
  );
  const path = ['stores', live.store.name, 'url'];
  const own = `the gateway's own role in \`${live.database}\``;
  if (role?.superuser === 'true') {
    live.warning(path, `${own} is a superuser: give the gateway a role that can only read and write what clients need`);
    // A superuser has all the rest.
    return;
  }
  const powers = [
    ['reads_all', 'is a member of `pg_read_all_data`'],
    ['bypasses', 'bypasses row level security'],
    ['makes_roles', 'can make roles'],
    ['replicates', 'can start replication'],
    ['runs_programs', "can run programs on the database's machine"],
    ['reads_files', "can read files on the database's machine"],
  ] as const;
  for (const [power, words] of powers) if (role?.[power] === 'true') live.warning(path, `${own} ${words}: it need not`);
}

/** A protected relation that the gateway can't read is an error for every client. */
async function checkOwnAccess(live: LiveDatabase, relations: readonly ProtectedRelation[]): Promise<void> {
  for (const { relation, path } of relations) {
    const [row] = await live.session.query(
      `SELECT (pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'))::pg_catalog.text AS may
         FROM pg_catalog.pg_class AS c WHERE c.oid = ${relation.oid}`,
    );
    if (row?.may === 'false') {
      const name = `\`${relation.schema}.${relation.name}\``;
      live.error(path, `the gateway's own role may not read ${name}: GRANT SELECT on it, and USAGE on its schema`);
    }
  }
}

/** Roles that can log in, other than the gateway's, by what they can read of the protected relations. */
async function checkOthersAccess(live: LiveDatabase, relations: readonly ProtectedRelation[]): Promise<void> {
  if (relations.length === 0) return;
  const superusers = await live.session.query(
    `SELECT rolname AS name FROM pg_catalog.pg_roles
      WHERE rolsuper AND rolcanlogin AND rolname <> CURRENT_USER ORDER BY 1`,
  );
  if (superusers.length > 0) {
    const path = ['stores', live.store.name, 'url'];
    live.warning(
      path,
      `superusers can read everything in \`${live.database}\` without the gateway: ${names(superusers)}`,
    );
  }
  for (const { relation, path } of relations) {
    const readers = await live.session.query(
      `SELECT r.rolname AS name FROM pg_catalog.pg_roles AS r
        WHERE r.rolcanlogin AND NOT r.rolsuper AND r.rolname <> CURRENT_USER
          AND pg_catalog.has_database_privilege(r.oid, ${quoteLiteral(live.database)}, 'CONNECT')
          AND pg_catalog.has_schema_privilege(r.oid, (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = ${relation.oid}), 'USAGE')
          AND (pg_catalog.has_table_privilege(r.oid, ${relation.oid}::pg_catalog.oid, 'SELECT')
            OR pg_catalog.has_any_column_privilege(r.oid, ${relation.oid}::pg_catalog.oid, 'SELECT'))
        ORDER BY 1`,
    );
    if (readers.length === 0) continue;
    live.warning(path, `can be read in \`${live.database}\` without the gateway by ${names(readers)}`);
  }
}

function names(rows: readonly Readonly<Record<string, string | null>>[]): string {
  return rows.map((row) => `\`${row.name}\``).join(', ');
}
