import type { Struct } from '../tree.js';
import { structIn } from './fields.js';
import { printName, printNameList } from './names.js';
import { printParameters } from './options.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';
import { persistenceOf } from './query-clause.js';

/** Relations that are made of a query: views, and tables that are filled by it. */
export const createAsPrinters: NodePrinters = {
  CreateTableAsStmt: ({ into, objtype, if_not_exists, query }, printer) => {
    const target = structIn(into);
    return words(
      `CREATE ${words(persistenceOfTarget(target), oneOf(objects, objtype), if_not_exists === true && 'IF NOT EXISTS')}`,
      printTarget(target, printer),
      `AS ${printer.print(query)}`,
      target.skipData === true && 'WITH NO DATA',
    );
  },
  ViewStmt: ({ view, replace, aliases, options, query, withCheckOption }, printer) => {
    const { relpersistence } = structIn(view);
    return words(
      replace === true ? 'CREATE OR REPLACE' : 'CREATE',
      persistenceOf(relpersistence),
      `VIEW ${printer.bare('RangeVar', view)}${printNameList(aliases)}`,
      printParameters(options, printer),
      `AS ${printer.print(query)}`,
      oneOf(checks, withCheckOption),
    );
  },
};

const objects = { OBJECT_TABLE: 'TABLE', OBJECT_MATVIEW: 'MATERIALIZED VIEW' };

const checks = {
  NO_CHECK_OPTION: '',
  LOCAL_CHECK_OPTION: 'WITH LOCAL CHECK OPTION',
  CASCADED_CHECK_OPTION: 'WITH CASCADED CHECK OPTION',
};

const endings = {
  ONCOMMIT_NOOP: '',
  ONCOMMIT_PRESERVE_ROWS: 'ON COMMIT PRESERVE ROWS',
  ONCOMMIT_DELETE_ROWS: 'ON COMMIT DELETE ROWS',
  ONCOMMIT_DROP: 'ON COMMIT DROP',
};

function persistenceOfTarget({ rel }: Struct): string {
  return persistenceOf(structIn(rel).relpersistence);
}

function printTarget(into: Struct, printer: Printer): string {
  return words(
    `${printer.bare('RangeVar', into.rel)}${printNameList(into.colNames)}`,
    into.accessMethod !== undefined && `USING ${printName(into.accessMethod)}`,
    printParameters(into.options, printer),
    oneOf(endings, into.onCommit),
    into.tableSpaceName !== undefined && `TABLESPACE ${printName(into.tableSpaceName)}`,
  );
}
