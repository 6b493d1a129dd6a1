import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { GatewayError } from '../errors/index.js';
import type { JsonPath, PathSegment } from '../json/index.js';
import type { Operation } from './parse-operation.js';

/** A place of the response where a field's value stands. */
export interface ResponsePlace {
  /** From the response's root on: `$.data.users[*].x`; the value itself, not its list's elements. */
  readonly path: JsonPath;
  /** The same, down to the elements of its lists. */
  readonly elements: JsonPath;
  readonly name: string;
  /** Every `Type.field` whose value may stand here, by the concrete types that the holder may have. */
  readonly coordinates: readonly string[];
  readonly isLeaf: boolean;
  /** The value may be of several types, some of which the schema may not know. */
  readonly isAbstract: boolean;
  /** Object types that the value may have. */
  readonly types: readonly string[];
  readonly places: readonly ResponsePlace[];
}

/** Places of one response are at most so many: fragments that use one another double them at each step. */
const placesMax = 5_000;

interface Source {
  readonly types: readonly GraphQLObjectType[];
  readonly selections: SelectionSetNode;
}

interface Found {
  readonly types: readonly GraphQLObjectType[];
  readonly node: FieldNode;
}

/** The places below `data` of what a valid operation answers: aliases, fragments and type conditions resolved. */
export function collectPlaces(schema: GraphQLSchema, { document, definition }: Operation): readonly ResponsePlace[] {
  const fragments = new Map(
    document.definitions.flatMap((one): [string, FragmentDefinitionNode][] =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [],
    ),
  );
  let count = 0;
  const root = schema.getRootType(definition.operation);
  if (root == null) throw new GatewayError('invalid_parameter', 'the schema has no such operation');
  return below([{ types: [root], selections: definition.selectionSet }], data);

  function below(sources: readonly Source[], path: JsonPath): readonly ResponsePlace[] {
    const byName = new Map<string, Found[]>();
    for (const source of sources) gather(source, byName);
    return [...byName].map(([name, found]) => place(name, found, path));
  }

  function gather({ types, selections }: Source, byName: Map<string, Found[]>): void {
    for (const selection of selections.selections) {
      count += 1;
      if (count > placesMax)
        throw new GatewayError('statement_too_complex', `an answer has at most ${placesMax} places`);
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        byName.set(name, [...(byName.get(name) ?? []), { types, node: selection }]);
      } else {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment === undefined) throw new GatewayError('invalid_parameter', 'a fragment is not defined');
        const condition = fragment.typeCondition?.name.value;
        const narrowed = condition === undefined ? types : types.filter((type) => isA(type, condition));
        if (narrowed.length > 0) gather({ types: narrowed, selections: fragment.selectionSet }, byName);
      }
    }
  }

  function isA(type: GraphQLObjectType, condition: string): boolean {
    const wanted = schema.getType(condition);
    return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
  }

  function place(name: string, found: readonly Found[], around: JsonPath): ResponsePlace {
    const path = member(around, name);
    const coordinates = new Set<string>();
    const values = new Set<GraphQLObjectType>();
    const sources: Source[] = [];
    let lists = 0;
    let isAbstract = false;
    for (const { types, node } of found) {
      const returned = new Set<GraphQLObjectType>();
      for (const type of types) {
        coordinates.add(`${type.name}.${node.name.value}`);
        // Fields of introspection have none: they are told by their names.
        const output = type.getFields()[node.name.value]?.type;
        if (output === undefined) continue;
        lists = Math.max(lists, listsOf(output));
        isAbstract ||= isAbstractType(getNamedType(output));
        for (const possible of possibleTypes(output)) returned.add(possible);
      }
      for (const type of returned) values.add(type);
      if (node.selectionSet !== undefined) sources.push({ types: [...returned], selections: node.selectionSet });
    }
    const elements = element(path, lists);
    return {
      path,
      elements,
      name,
      coordinates: [...coordinates],
      isLeaf: sources.length === 0,
      isAbstract,
      types: [...values].map((type) => type.name),
      places: sources.length === 0 ? [] : below(sources, elements),
    };
  }

  function possibleTypes(output: GraphQLOutputType): readonly GraphQLObjectType[] {
    const type = getNamedType(output);
    return isObjectType(type) ? [type] : isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  }
}

function listsOf(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listsOf(type.ofType);
  return isListType(type) ? 1 + listsOf(type.ofType) : 0;
}

const step = (selector: PathSegment['selectors'][number]): PathSegment => ({
  descendant: false,
  selectors: [selector],
});

const data: JsonPath = { source: '$.data', segments: [step({ kind: 'name', name: 'data' })] };

// GraphQL's names need no quotes in a path.
const member = ({ source, segments }: JsonPath, name: string): JsonPath => ({
  source: `${source}.${name}`,
  segments: [...segments, step({ kind: 'name', name })],
});

const element = ({ source, segments }: JsonPath, lists: number): JsonPath => ({
  source: source + '[*]'.repeat(lists),
  segments: [...segments, ...Array.from({ length: lists }, () => step({ kind: 'wildcard' }))],
});
