import {
  buildSchema,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  validateSchema,
} from 'graphql';

/** A schema that the operator gave, read and found sound. */
export interface Schema {
  readonly graphql: GraphQLSchema;
  /** `Type.field` of every object type, in the order of the schema. */
  readonly coordinates: readonly string[];
  /** Those of them that are one scalar and need no argument: what a decision can be made by. */
  readonly scalars: ReadonlySet<string>;
  /** What values are given by: arguments as `Type.field(argument:)`, members of input objects as `Input.member`. */
  readonly inputs: readonly string[];
  /** Fields of the mutation type. */
  readonly mutations: readonly string[];
}

/** What is wrong with a schema, in one line. */
export interface SchemaIssue {
  readonly issue: string;
}

/** Reads a schema in GraphQL's definition language (GraphQL spec, section 3). */
export function readSchema(sdl: string): Schema | SchemaIssue {
  try {
    const graphql = buildSchema(sdl);
    const [error] = validateSchema(graphql);
    if (error !== undefined) return { issue: oneLine(error.message) };
    const types = Object.values(graphql.getTypeMap()).filter(isObjectType);
    const own = types.filter(({ name }) => !name.startsWith('__'));
    const mutation = graphql.getMutationType();
    return {
      graphql,
      scalars: new Set(own.flatMap(scalarsOf)),
      inputs: Object.values(graphql.getTypeMap()).flatMap(inputsOf),
      mutations: mutation == null ? [] : Object.keys(mutation.getFields()),
      coordinates: own.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)),
    };
  } catch (error) {
    return { issue: oneLine(error instanceof Error ? error.message : 'not a GraphQL schema') };
  }
}

const scalarsOf = (type: GraphQLObjectType): readonly string[] =>
  Object.values(type.getFields())
    .filter((field) => isLeafType(getNullableType(field.type)) && !field.args.some(isRequiredArgument))
    .map(({ name }) => `${type.name}.${name}`);

function inputsOf(type: GraphQLNamedType): readonly string[] {
  if (type.name.startsWith('__')) return [];
  const takesValue = ({ type: input }: { readonly type: GraphQLInputType }) => !isInputObjectType(getNamedType(input));
  if (isInputObjectType(type)) {
    return Object.values(type.getFields())
      .filter(takesValue)
      .map(({ name }) => `${type.name}.${name}`);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.filter(takesValue).map(({ name }) => `${type.name}.${field.name}(${name}:)`),
  );
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300);
