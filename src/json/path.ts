/** A JSONPath (RFC 9535) of the selectors that can be decided while a document streams. */
export interface JsonPath {
  /** As written. */
  readonly source: string;
  readonly segments: readonly PathSegment[];
}

export interface PathSegment {
  /** `..`: the selectors look at the members and elements of every level below, too. */
  readonly descendant: boolean;
  readonly selectors: readonly PathSelector[];
}

export type PathSelector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'wildcard' };

/** What would be right, in one line. */
export interface JsonPathIssue {
  readonly issue: string;
}

/** True when the path can select one value at most: names and indexes only, one a segment. */
export function isSingular(path: JsonPath): boolean {
  return path.segments.every(
    ({ descendant, selectors }) => !descendant && selectors.length === 1 && selectors[0]?.kind !== 'wildcard',
  );
}

/** `inner`, which starts where `outer` ends. */
export function joinPaths(outer: JsonPath, inner: JsonPath): JsonPath {
  return {
    source: outer.source + inner.source.replace(/^\$/, ''),
    segments: [...outer.segments, ...inner.segments],
  };
}
