import { buildSchema, type GraphQLSchema, isObjectType, validateSchema } from 'graphql';

/** A schema that the operator gave, read and found sound. */
export interface Schema {
  readonly graphql: GraphQLSchema;
  /** `Type.field` of every object type, in the order of the schema. */
  readonly coordinates: readonly string[];
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
    return {
      graphql,
      coordinates: own.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)),
    };
  } catch (error) {
    return { issue: oneLine(error instanceof Error ? error.message : 'not a GraphQL schema') };
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300);
