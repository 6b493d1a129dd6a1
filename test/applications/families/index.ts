import type { Family } from '../application.js';
import { activeRecord } from './active-record.js';
import { looker, metabase, powerBi, tableau } from './business-intelligence.js';
import { copies } from './copies.js';
import { dashboards } from './dashboards.js';
import { django } from './django.js';
import { ecto, gorm } from './ecto-and-gorm.js';
import { hasura, postGraphile, postgrest } from './graphql-and-rest.js';
import { efCore, hibernate, jooq } from './jvm-and-dotnet.js';
import { lookups } from './lookups.js';
import { pgbench } from './pgbench.js';
import { queues } from './queues.js';
import { reports } from './reports.js';
import { searching } from './searching.js';
import { sqlAlchemy } from './sqlalchemy.js';
import { tenants } from './tenants.js';
import { trees } from './trees-and-windows.js';
import { knexAndDrizzle, prisma, sequelize, typeOrm } from './typescript-mappers.js';
import { changes, operations, workers } from './workers.js';

export const families: readonly Family[] = [
  activeRecord,
  changes,
  copies,
  dashboards,
  django,
  ecto,
  efCore,
  gorm,
  hasura,
  hibernate,
  jooq,
  knexAndDrizzle,
  looker,
  lookups,
  metabase,
  operations,
  pgbench,
  postGraphile,
  postgrest,
  powerBi,
  prisma,
  queues,
  reports,
  searching,
  sequelize,
  sqlAlchemy,
  tableau,
  tenants,
  trees,
  typeOrm,
  workers,
];
