/** catalog: snapshots of a database's catalog. Start at `catalog-source.ts`; what is read stands in `queries.ts`. */

export { PostgresCatalog, type PostgresCatalogOptions } from './catalog-source.js';
export { loadCatalog } from './load-catalog.js';
export { indexSnapshot } from './snapshot.js';
