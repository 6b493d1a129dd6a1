import {
  type ArgumentNode,
  astFromValue,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type ValueNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { GatewayError } from '../errors/index.js';
import type { Operation } from './parse-operation.js';

/** A value that an operation is given to work with, in its text or in its variables. */
export interface InputUse {
  /** An argument, `Type.field(argument:)`, or a member of an input object, `Input.member`. */
  readonly coordinate: string;
  /** The field of the mutation type that it is given to; null: none. */
  readonly mutation: string | null;
  /** Not an input object, which its members speak for, and no list, of which each element is a use. */
  readonly value: unknown;
}

/** What the operation is to be sent with in place of a value. What it throws ends the operation. */
export type SettleInput = (use: InputUse) => unknown;

const nestingMax = 60;

/** Shows `settle` every value that the operation is given, and puts what it answers in its place. */
export function settleInputs(
  schema: GraphQLSchema,
  operation: Operation,
  variables: Readonly<Record<string, unknown>>,
  settle: SettleInput,
): Operation {
  checkVariables(variables, 0);
  const given = { ...defaultsOf(operation.definition), ...variables };
  const types = new TypeInfo(schema);
  let changes = false;
  const document = visit(
    operation.document,
    visitWithTypeInfo(types, {
      Argument: (node): ArgumentNode | undefined => {
        const [parent, field, input] = [types.getParentType(), types.getFieldDef(), types.getInputType()];
        if (types.getDirective() != null || parent == null || field == null || input == null) return undefined;
        const value: unknown = valueFromASTUntyped(node.value, given);
        if (value === undefined) return undefined;
        const mutation = parent === schema.getMutationType() ? field.name : null;
        const settled = settledValue(
          value,
          input,
          `${parent.name}.${field.name}(${node.name.value}:)`,
          mutation,
          settle,
        );
        if (settled === value) return undefined;
        changes = true;
        return { ...node, value: literal(settled, input) };
      },
    }),
  );
  return changes ? withUsedVariables(document, operation) : operation;
}

/** The very value when nothing of it was changed. */
function settledValue(
  value: unknown,
  type: GraphQLInputType,
  coordinate: string,
  mutation: string | null,
  settle: SettleInput,
): unknown {
  const plain = getNullableType(type);
  if (Array.isArray(value) && isListType(plain)) {
    const settled = value.map((one) => settledValue(one, plain.ofType, coordinate, mutation, settle));
    return settled.some((one, index) => one !== value[index]) ? settled : value;
  }
  const named = getNamedType(type);
  if (!isInputObjectType(named)) {
    const settled = settle({ coordinate, mutation, value: value ?? null });
    return settled === (value ?? null) ? value : settled;
  }
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid();
  const members = named.getFields();
  const settled = Object.entries(value).map(([name, member]) => {
    const known = Object.hasOwn(members, name) ? members[name] : undefined;
    if (known === undefined) throw invalid();
    const now =
      member === undefined ? undefined : settledValue(member, known.type, `${named.name}.${name}`, mutation, settle);
    return { name, now, isSame: now === member };
  });
  return settled.every(({ isSame }) => isSame)
    ? value
    : Object.fromEntries(settled.map(({ name, now }) => [name, now]));
}

function literal(value: unknown, type: GraphQLInputType): ValueNode {
  let node: ValueNode | null | undefined;
  try {
    node = astFromValue(value, type);
  } catch (cause) {
    throw new GatewayError('invalid_parameter', 'a value of the request is not of its type', { cause });
  }
  if (node == null) throw invalid();
  return node;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
    ),
  );
}

/** A variable that nothing uses any more would make the operation invalid. */
function withUsedVariables(document: DocumentNode, former: Operation): Operation {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  const left = visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
  const definition = left.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return definition?.kind === Kind.OPERATION_DEFINITION ? { document: left, definition } : former;
}

/** A number that JSON.parse has changed would be sent as another than was meant. */
function checkVariables(value: unknown, depth: number): void {
  if (depth > nestingMax) {
    throw new GatewayError('statement_too_complex', `variables are nested up to ${nestingMax} deep`);
  }
  if (typeof value === 'number' && !(Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value))) {
    throw new GatewayError('invalid_parameter', 'a number of the variables is too large', { hint: 'send it as text' });
  }
  if (value === null || typeof value !== 'object') return;
  for (const one of Object.values(value)) checkVariables(one, depth + 1);
}

const invalid = (): GatewayError =>
  new GatewayError('invalid_parameter', 'the variables of the request are not of their types');
