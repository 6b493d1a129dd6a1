import {
  type ArgumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Operation } from './parse-operation.js';

/**
 * What the operation is given to work with: arguments as `Type.field(argument:)`, members of input objects as `Input.member`,
 * whether they stand in its text or in its variables.
 */
export function collectInputs(
  schema: GraphQLSchema,
  { document, definition }: Operation,
  variables: Readonly<Record<string, unknown>>,
): readonly string[] {
  const inputs = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Argument: ({ name }: ArgumentNode) => {
        const parent = types.getParentType();
        const field = types.getFieldDef();
        if (types.getDirective() == null && parent != null && field != null) {
          inputs.add(`${parent.name}.${field.name}(${name.value}:)`);
        }
      },
      ObjectField: ({ name }) => {
        const parent = getNamedType(types.getParentInputType());
        if (parent != null) inputs.add(`${parent.name}.${name.value}`);
      },
    }),
  );
  for (const { variable, type } of definition.variableDefinitions ?? []) {
    const input = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]);
    if (input != null && Object.hasOwn(variables, variable.name.value)) {
      addMembers(variables[variable.name.value], input as GraphQLInputType, inputs);
    }
  }
  return [...inputs];
}

/** Recursion ends with the value, which JSON.parse has taken. */
function addMembers(value: unknown, type: GraphQLInputType, inputs: Set<string>): void {
  if (Array.isArray(value)) {
    for (const one of value) addMembers(one, type, inputs);
    return;
  }
  const named = getNamedType(type);
  if (!isInputObjectType(named) || value === null || typeof value !== 'object') return;
  const members = named.getFields();
  for (const [name, member] of Object.entries(value)) {
    inputs.add(`${named.name}.${name}`);
    const known = Object.hasOwn(members, name) ? members[name] : undefined;
    if (known !== undefined) addMembers(member, known.type, inputs);
  }
}
