// What Prisma's schema engine asks: `prisma db pull`, `db push` and the start of `migrate dev`, by way of the packages
// @prisma/schema-engine-wasm and @prisma/adapter-pg. Argument: the folder in which they are installed.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const installed = process.argv[2];
const require = createRequire(join(installed, 'index.js'));
const { PrismaPg } = require('@prisma/adapter-pg');
const { bindMigrationAwareSqlAdapterFactory } = require('@prisma/driver-adapter-utils');
const folder = join(installed, 'node_modules/@prisma/schema-engine-wasm');
const bindings = await import(pathToFileURL(join(folder, 'schema_engine_bg.js')).href);
const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), {
  './schema_engine_bg.js': bindings,
});
bindings.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const content = 'datasource db {\n  provider = "postgresql"\n}\n';
const schema = { files: [{ path: 'schema.prisma', content }] };
const factory = new PrismaPg({ connectionString: process.env.DATABASE_URL });

/** The adapter knows no type `"char"`, in which the catalog is written; the engine does, and calls it 6. */
function withChar(adapter) {
  const [ask, askRaw] = [adapter.client.query.bind(adapter.client), adapter.queryRaw.bind(adapter)];
  let chars = [];
  adapter.client.query = async (...query) => {
    const answer = await ask(...query);
    chars = answer.fields?.map(({ dataTypeID }) => dataTypeID === 18) ?? [];
    for (const [index, isChar] of chars.entries()) if (isChar) answer.fields[index].dataTypeID = 25;
    return answer;
  };
  adapter.queryRaw = async (query) => {
    const answer = await askRaw(query);
    return { ...answer, columnTypes: answer.columnTypes.map((type, index) => (chars[index] ? 6 : type)) };
  };
  return adapter;
}
const connect = factory.connect.bind(factory);
factory.connect = async () => withChar(await connect());
const adapter = bindMigrationAwareSqlAdapterFactory(factory);
const engine = await bindings.SchemaEngine.new({ datamodels: [['schema.prisma', content]] }, () => {}, adapter);
const filters = { externalTables: [], externalEnums: [] };
const migrationsList = {
  baseDir: '/',
  lockfile: { path: 'migration_lock.toml', content: null },
  migrationDirectories: [],
  shadowDbInitScript: '',
};
const work = {
  version: () => engine.version(),
  introspect: () =>
    engine.introspect({ schema, force: true, baseDirectoryPath: '/', compositeTypeDepth: -1, namespaces: null }),
  diagnose: () => engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
  push: () =>
    engine.schemaPush({
      schema: { files: [{ path: 'schema.prisma', content: `${content}model made {\n  id Int @id\n}\n` }] },
      force: false,
      filters,
    }),
};
for (const [name, ask] of Object.entries(work)) {
  try {
    const answer = await ask();
    console.log(name, name === 'introspect' ? answer.schema.files[0].content.length : JSON.stringify(answer));
  } catch (error) {
    console.error(name, error);
  }
}
process.exit(0);
