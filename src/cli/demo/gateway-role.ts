import type { SeedQuery } from './seed.js';

/** The gateway's own role in the sample shop. */
export const gatewayRole = 'damask_gateway';

/**
 * Creates the role with what it needs and no more: it reads all tables, writes those that some purpose may write, and
 * can neither change the schema nor see other databases. Everybody else loses the way in, so there is none around the gateway.
 * `password` and `database` must hold no quote.
 */
export async function createGatewayRole(query: SeedQuery, database: string, password: string): Promise<void> {
  await query(`
    CREATE ROLE ${gatewayRole} LOGIN PASSWORD '${password}'
      NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${database} TO ${gatewayRole};
    GRANT USAGE ON SCHEMA public TO ${gatewayRole};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${gatewayRole};
    GRANT INSERT, UPDATE, DELETE ON customers, orders, order_items, support_tickets TO ${gatewayRole};
  `);
}
