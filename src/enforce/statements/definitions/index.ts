import type { Struct } from '../../../sql/index.js';
import { refused, UnknownName } from '../../refused.js';
import type { StatementState } from '../statement-state.js';
import { alterTable } from './alter-table.js';
import type { CatalogChange } from './catalog-change.js';
import { comment, grant } from './comments.js';
import { defineIndex } from './create-index.js';
import { defineTable, defineTableAs } from './create-table.js';
import { defineView } from './create-view.js';
import { dropObjects } from './drop-objects.js';
import { moveToSchema, renameObject } from './rename.js';
import { defineExtension, defineSchema } from './schemas.js';
import { alterSequence, defineSequence } from './sequences.js';
import { alterEnum, defineComposite, defineDomain, defineEnum } from './types.js';

/*
 * Definitions, for principals with `may: [ddl]`: of what the data map does not list, in stores that allow it. None opens a
 * way to what is protected:
 *
 *   - nothing that is protected, or that a guard hangs on, is defined anew, renamed, moved, dropped or made part of anything;
 *   - expressions and queries in definitions are judged as any other, and read nothing that is protected;
 *   - a name that has meant something unprotected never comes to mean something protected, so a gateway that has not heard of
 *     a definition yet reads nothing by it that it should not;
 *   - code (functions, triggers, rules) is not defined.
 */

type Define = (struct: Struct, state: StatementState) => readonly CatalogChange[];

/** Kinds of statement that define something. CREATE TABLE, CREATE TABLE AS and DROP are also of temporary tables. */
export const definitions: Readonly<Record<string, (struct: Struct, state: StatementState) => void>> =
  Object.fromEntries(
    Object.entries({
      CreateStmt: defineTable,
      CreateTableAsStmt: defineTableAs,
      ViewStmt: defineView,
      AlterTableStmt: alterTable,
      IndexStmt: defineIndex,
      DropStmt: dropObjects,
      RenameStmt: renameObject,
      AlterObjectSchemaStmt: moveToSchema,
      CreateEnumStmt: defineEnum,
      AlterEnumStmt: alterEnum,
      CompositeTypeStmt: defineComposite,
      CreateDomainStmt: defineDomain,
      CreateSeqStmt: defineSequence,
      AlterSeqStmt: alterSequence,
      CreateSchemaStmt: defineSchema,
      CreateExtensionStmt: defineExtension,
      CommentStmt: comment,
      GrantStmt: grant,
    } satisfies Record<string, Define>).map(([tag, define]) => [tag, admitted(define)]),
  );

/** @throws GatewayError `refused`; UnknownName when the catalog must be looked at first. */
function admitted(define: Define): (struct: Struct, state: StatementState) => void {
  return (struct, state) => {
    const { context } = state;
    if (!context.view.may.has('ddl')) {
      throw refused(
        'definitions (CREATE, ALTER, DROP …) are not permitted',
        'an operator can permit them: `may: [ddl]`; temporary tables: `may: [temp]`',
      );
    }
    // Names are given and taken by what is there now, whoever has made it.
    if (state.isFresh !== true) throw new UnknownName('undefined_relation', 'the catalog has not been looked at');
    const changes = define(struct, state);
    if (context.temporaries.viewsRead.length > 0)
      throw refused('a definition over temporary views is not handled by the guard', 'write out what they read');
    if (context.touched.size > 0 || context.guards.length > 0)
      throw refused(
        'a definition may not read what is protected',
        'temporary tables and views of it can be permitted: `may: [temp]`',
      );
    context.temporaries.writesOthers = true;
    for (const change of changes) state.effects.push({ kind: 'definition', change });
  };
}
