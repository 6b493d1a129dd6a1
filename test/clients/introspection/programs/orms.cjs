// What Sequelize, Knex, Kysely and TypeORM ask. NODE_PATH says where they are installed; argument: which.
const url = process.env.DATABASE_URL;
const which = process.argv[2];
const work = {
  async sequelize() {
    const { Sequelize, DataTypes } = require('sequelize');
    const db = new Sequelize(url, { logging: false });
    await db.authenticate();
    const q = db.getQueryInterface();
    await q.showAllTables({});
    await q.showAllSchemas({});
    for (const table of ['customers', 'orders']) {
      await q.describeTable(table);
      await q.showIndex(table, {});
      await q.showConstraint(table, {});
      await q.getForeignKeyReferencesForTable(table, {});
    }
    const Made = db.define('made', { name: DataTypes.STRING, kind: DataTypes.ENUM('a', 'b') });
    await db.sync({ alter: true });
    await db.sync({ alter: true });
    await Made.findOrCreate({ where: { name: 'x' }, defaults: { kind: 'a' } });
    await Made.upsert({ id: 1, name: 'y' });
    await db.transaction({ isolationLevel: 'REPEATABLE READ' }, (transaction) => Made.findAndCountAll({ transaction }));
    await db.drop({});
    await db.close();
  },
  async knex() {
    const db = require('knex')({ client: 'pg', connection: url });
    await db.schema.hasTable('orders');
    await db.schema.hasColumn('orders', 'total');
    await db('orders').columnInfo();
    await db.migrate.currentVersion().catch(() => {});
    await db.migrate.list({ directory: __dirname, loadExtensions: ['.none'] });
    await db('orders').select('id').limit(1);
    await db.destroy();
  },
  async kysely() {
    const { Kysely, PostgresDialect } = require('kysely');
    const { Pool } = require('pg');
    const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: url }) }) });
    await db.introspection.getSchemas();
    await db.introspection.getTables({ withInternalKyselyTables: true });
    await db.destroy();
  },
  async typeorm() {
    require('reflect-metadata');
    const { DataSource, EntitySchema } = require('typeorm');
    const Made = new EntitySchema({
      name: 'made',
      columns: {
        id: { type: Number, primary: true, generated: true },
        kind: { type: 'enum', enum: ['a', 'b'] },
        name: { type: String, nullable: true },
      },
      indices: [{ columns: ['name'] }],
    });
    const db = new DataSource({ type: 'postgres', url, entities: [Made], synchronize: true });
    await db.initialize();
    await db.synchronize();
    const runner = db.createQueryRunner();
    for (const table of ['customers', 'orders', 'paid_orders']) await runner.getTable(table).catch(() => {});
    await runner.query('SELECT version()');
    await runner.getViews().catch(() => {});
    await runner.getDatabases().catch(() => {});
    await runner.getSchemas().catch(() => {});
    await runner.hasTable('orders');
    await runner.hasColumn('orders', 'total');
    await runner.release();
    await db.getRepository(Made).save({ name: 'x', kind: 'a' });
    await db.destroy();
  },
};
work[which]().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
