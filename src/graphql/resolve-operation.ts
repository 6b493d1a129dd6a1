import { print } from 'graphql';
import { addNeeds, type Needs } from './add-needs.js';
import { collectPlaces, type ResponsePlace } from './collect-places.js';
import { parseOperation } from './parse-operation.js';
import type { GraphqlRequest } from './read-request.js';
import type { Schema } from './schema.js';
import { type SettleInput, settleInputs } from './settle-inputs.js';

export interface OperationOptions {
  /** `__schema` and `__type` may be asked for. Default false. */
  readonly introspection?: boolean;
  readonly needs?: Needs;
  /** Asked about each value that the operation is given. By default it is sent as it is. */
  readonly settle?: SettleInput;
}

/** What a request asks for, in terms of the schema. */
export interface ResolvedOperation {
  readonly kind: 'query' | 'mutation';
  /** What stands below `data` of the answer. */
  readonly places: readonly ResponsePlace[];
  /** What fields that were added for decisions are called: this, and the field's name. */
  readonly neededPrefix: string;
  readonly needs: Needs;
  /** The body to send upstream: printed from what was understood, so that nothing else can be meant by it. */
  readonly body: string;
}

/** Resolves the operation of a request to the schema's coordinates. @throws GatewayError as `parseOperation` does. */
export function resolveOperation(
  schema: Schema,
  request: GraphqlRequest,
  { introspection = false, needs = new Map(), settle = ({ value }) => value }: OperationOptions = {},
): ResolvedOperation {
  const asked = settleInputs(schema.graphql, parseOperation(schema, request, introspection), request.variables, settle);
  const { operation, prefix } = addNeeds(schema.graphql, asked, needs);
  const name = operation.definition.name?.value;
  return {
    kind: operation.definition.operation === 'mutation' ? 'mutation' : 'query',
    places: collectPlaces(schema.graphql, operation),
    neededPrefix: prefix,
    needs,
    body: JSON.stringify({
      query: print(operation.document),
      ...(name === undefined ? {} : { operationName: name }),
      variables: declaredVariables(operation.definition.variableDefinitions ?? [], request.variables),
    }),
  };
}

function declaredVariables(
  definitions: readonly { readonly variable: { readonly name: { readonly value: string } } }[],
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const names = definitions.map(({ variable }) => variable.name.value).filter((name) => Object.hasOwn(variables, name));
  return Object.fromEntries(names.map((name) => [name, variables[name]]));
}
