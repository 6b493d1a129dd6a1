/**
 * compose: the only place where rooms meet. Settings become a gateway that serves, or the answer to a command.
 *
 * Start at compose/gateway.ts.
 */

export { checkStores, type StoreFinding } from './compose/check-stores.js';
export { Configuration, type ConfigurationOptions } from './compose/configuration.js';
export { explainExchange, isExchange } from './compose/explain-exchange.js';
export { type ExplainRequest, type Explanation, explainStatement } from './compose/explain-statement.js';
export { createGateway, type Gateway, type GatewayAddresses, type GatewayOptions } from './compose/gateway.js';
export { readConfiguration } from './compose/read-configuration.js';
export { runWorker } from './compose/workers/worker-process.js';
