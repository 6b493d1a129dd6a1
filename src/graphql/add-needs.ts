import {
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type NameNode,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Operation } from './parse-operation.js';

/**
 * By object type: the fields that decisions on its records need, whether the client asked for them or not. Each must be a field of
 * its type that takes no argument.
 */
export type Needs = ReadonlyMap<string, readonly string[]>;

/**
 * The response name of a field that was added: `prefix` was chosen so that none of the client's names starts with it. With the
 * type's name in it, fields of several types do not have to be alike.
 */
export const neededName = (prefix: string, type: string, field: string): string => `${prefix}${type}_${field}`;

/** The same of what an object says that it is. */
export const neededTypename = (prefix: string): string => `${prefix}__typename`;

/**
 * Adds to every object that may be of a type with needs its type's name and the fields needed, under names of their own; to one
 * that may be of several types its type's name in any case, as the store may know more types than the schema does. They are for
 * the gateway: nothing of them comes out.
 */
export function addNeeds(
  schema: GraphQLSchema,
  operation: Operation,
  needs: Needs,
): { readonly operation: Operation; readonly prefix: string } {
  const prefix = freePrefix(operation);
  const types = new TypeInfo(schema);
  const document = visit(
    operation.document,
    visitWithTypeInfo(types, {
      Field: {
        leave: (node): FieldNode | undefined => {
          const type = getNamedType(types.getType());
          if (node.selectionSet === undefined || type == null || node.name.value.startsWith('__')) return undefined;
          const possible = isObjectType(type) ? [type] : isAbstractType(type) ? schema.getPossibleTypes(type) : [];
          const needing = possible.filter(({ name }) => needs.has(name));
          if (needing.length === 0 && !isAbstractType(type)) return undefined;
          const added = needing.flatMap(({ name }) =>
            (needs.get(name) ?? []).map((field) => onType(name, prefix, field)),
          );
          const selections = [...node.selectionSet.selections, aliased(neededTypename(prefix), '__typename'), ...added];
          return { ...node, selectionSet: { ...node.selectionSet, selections } };
        },
      },
    }),
  );
  const definition = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return definition?.kind === Kind.OPERATION_DEFINITION
    ? { operation: { document, definition }, prefix }
    : { operation, prefix };
}

const named = (value: string): NameNode => ({ kind: Kind.NAME, value });

const aliased = (alias: string, field: string): FieldNode => ({
  kind: Kind.FIELD,
  alias: named(alias),
  name: named(field),
});

const onType = (type: string, prefix: string, field: string): SelectionNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: named(type) },
  selectionSet: { kind: Kind.SELECTION_SET, selections: [aliased(neededName(prefix, type, field), field)] },
});

function freePrefix({ document }: Operation): string {
  const names: string[] = [];
  visit(document, { Field: ({ alias, name }) => void names.push(alias?.value ?? name.value) });
  for (let number = 0; ; number += 1) {
    const prefix = `damask${number === 0 ? '' : number}_`;
    if (!names.some((name) => name.startsWith(prefix))) return prefix;
  }
}
