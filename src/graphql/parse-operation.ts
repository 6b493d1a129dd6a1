import {
  type DocumentNode,
  GraphQLError,
  Kind,
  Lexer,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  Source,
  separateOperations,
  TokenKind,
  validate,
  visit,
} from 'graphql';
import { GatewayError } from '../errors/index.js';
import type { GraphqlRequest } from './read-request.js';
import type { Schema } from './schema.js';

/** One operation with the fragments that it uses, valid under the schema. */
export interface Operation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
}

const tokensMax = 5_000;
const nestingMax = 60;

/**
 * Reads the operation that a request means.
 *
 * @throws GatewayError `syntax` for a text that is no GraphQL, `invalid_parameter` for one that the schema does not allow,
 * `refused` for subscriptions, incremental delivery, and introspection unless `introspection` says that it is allowed.
 */
export function parseOperation(schema: Schema, request: GraphqlRequest, introspection: boolean): Operation {
  checkSize(request.query);
  const document = parseText(request.query);
  const chosen = choose(document, request.operationName);
  refuseDirectives(chosen.document);
  if (chosen.definition.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new GatewayError('refused', 'subscriptions are not served');
  }
  if (!introspection) refuseIntrospection(chosen.document);
  const [error] = validate(schema.graphql, chosen.document, undefined, { maxErrors: 1 });
  if (error !== undefined) throw invalid(error);
  return chosen;
}

/** Counts before anything recursive reads the text. */
function checkSize(text: string): void {
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  try {
    for (let tokens = 0; lexer.advance().kind !== TokenKind.EOF; tokens += 1) {
      const { kind } = lexer.token;
      if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L) depth += 1;
      if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R) depth -= 1;
      if (tokens > tokensMax || depth > nestingMax) {
        throw new GatewayError(
          'statement_too_complex',
          `an operation has at most ${tokensMax} tokens, nested up to ${nestingMax} deep`,
        );
      }
    }
  } catch (error) {
    throw error instanceof GraphQLError ? notGraphql(error) : error;
  }
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    throw notGraphql(error);
  }
}

function choose(document: DocumentNode, name: string | null): Operation {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (
    document.definitions.some(({ kind }) => kind !== Kind.OPERATION_DEFINITION && kind !== Kind.FRAGMENT_DEFINITION)
  ) {
    throw new GatewayError('refused', 'a request defines no types');
  }
  const named = name === null ? operations : operations.filter((one) => one.name?.value === name);
  const [definition] = named;
  if (definition === undefined || named.length > 1) {
    throw new GatewayError('invalid_parameter', 'the request does not say which of its operations it means');
  }
  const alone = operations.length === 1 ? document : separateOperations(document)[definition.name?.value ?? ''];
  if (alone === undefined) throw new GatewayError('invalid_parameter', 'the operation was not found');
  return { document: alone, definition };
}

function refuseDirectives(document: DocumentNode): void {
  visit(document, {
    Directive: ({ name }) => {
      if (name.value === 'defer' || name.value === 'stream') {
        throw new GatewayError('refused', `\`@${name.value}\` is not served`);
      }
      // What any other does to a value nobody here knows.
      if (name.value !== 'include' && name.value !== 'skip') {
        throw new GatewayError('refused', 'of directives `@include` and `@skip` are served');
      }
    },
  });
}

function refuseIntrospection(document: DocumentNode): void {
  visit(document, {
    Field: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') {
        throw new GatewayError('refused', 'introspection is not allowed', { hint: 'the operator can allow it' });
      }
    },
  });
}

const notGraphql = (cause: unknown): GatewayError =>
  new GatewayError('syntax', 'the query is no GraphQL document', { cause });

/** The message names fields and types of the query, and may name a literal: only its kind is told. */
const invalid = (cause: GraphQLError): GatewayError =>
  new GatewayError('invalid_parameter', 'the query is not valid under the schema', { cause });
