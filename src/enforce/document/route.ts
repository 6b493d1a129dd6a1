import type { ResourceEntry } from '../../datamap/index.js';

/** A resource's method and path, ready to be compared with requests. */
export interface Route {
  readonly entry: ResourceEntry;
  readonly method: string;
  readonly parts: readonly RoutePart[];
  readonly endsWithSlash: boolean;
}

export type RoutePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string };

export function compileRoute(entry: ResourceEntry): Route {
  // Of a GraphQL endpoint there is one entry a type.
  const resource = entry.graphql?.endpoint.resource ?? entry.resource;
  const space = resource.indexOf(' ');
  const path = resource.slice(space + 1);
  const pieces = path.slice(1).split('/');
  const endsWithSlash = pieces.length > 1 && pieces.at(-1) === '';
  if (endsWithSlash) pieces.pop();
  const parts = pieces.map((piece): RoutePart => {
    const name = /^\{(.+)\}$/.exec(piece)?.[1];
    return name === undefined ? { kind: 'text', text: piece } : { kind: 'parameter', name };
  });
  return { entry, method: resource.slice(0, space), parts, endsWithSlash };
}

/** The path parameters by name, when the path is of the route; else null. Letters count as they are. */
export function matchRoute(
  route: Route,
  segments: readonly string[],
  endsWithSlash: boolean,
): ReadonlyMap<string, string> | null {
  if (segments.length !== route.parts.length || endsWithSlash !== route.endsWithSlash) return null;
  let parameters: Map<string, string> | null = null;
  for (let index = 0; index < segments.length; index += 1) {
    const part = route.parts[index] as RoutePart;
    const segment = segments[index] as string;
    if (part.kind === 'parameter') parameters = (parameters ?? new Map<string, string>()).set(part.name, segment);
    else if (part.text !== segment) return null;
  }
  return parameters ?? noParameters;
}

const noParameters: ReadonlyMap<string, string> = new Map();

/** The path that the store is asked for: the route with these parameters, each escaped. */
export function printPath(route: Route, parameters: ReadonlyMap<string, string>): string {
  const pieces = route.parts.map((part) =>
    part.kind === 'text' ? part.text : encodeURIComponent(parameters.get(part.name) ?? ''),
  );
  return `/${pieces.join('/')}${route.endsWithSlash ? '/' : ''}`;
}

/** The more a route says of its path, the sooner it is asked: `/contacts/me` before `/contacts/{id}`. */
export function byExactness(a: Route, b: Route): number {
  for (const [index, part] of a.parts.entries()) {
    const other = b.parts[index];
    if (other === undefined || part.kind === other.kind) continue;
    return part.kind === 'text' ? -1 : 1;
  }
  return 0;
}
