import { randomBytes } from 'node:crypto';
import type { Login } from './ask.js';
import { startEmbeddedServer } from './embedded-server.js';
import { createGatewayRole, gatewayRole } from './gateway-role.js';
import type { Progress } from './progress.js';
import { runAs } from './run-as.js';
import { seedShop } from './seed.js';

/** The sample shop on a PostgreSQL of its own. */
export interface ShopStore {
  /** As one who may see everything: for showing what is in the store. */
  readonly owner: Login;
  /** As the gateway connects. */
  readonly gateway: Login;
  stop(): Promise<void>;
}

const database = 'shop';

/** Starts it. When that fails, or `stopping` says that nobody waits for it any more, nothing is left behind. */
export async function startShopStore(progress: Progress, stopping: AbortSignal): Promise<ShopStore> {
  const server = await progress.step('starting PostgreSQL 18 in a temporary directory', startEmbeddedServer);
  try {
    stopping.throwIfAborted();
    const { host, port, user, password } = server;
    const owner: Login = { host, port, user, password, database };
    const gateway: Login = { ...owner, user: gatewayRole, password: randomBytes(18).toString('base64url') };
    await progress.step('filling a shop with customers, orders, tickets and consents', async () => {
      await runAs({ ...owner, database: 'postgres' }, (query) => query(`CREATE DATABASE ${database}`));
      await runAs(owner, async (query) => {
        await seedShop(query);
        await createGatewayRole(query, database, gateway.password);
      });
    });
    return { owner, gateway, stop: server.stop };
  } catch (fault) {
    await server.stop();
    throw fault;
  }
}
