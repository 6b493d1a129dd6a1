/** Bounds of what one body may make a transform hold. Over one of them the body is refused. */
export interface JsonLimits {
  /** Objects and arrays within one another. */
  readonly depthMax: number;
  /** A string that must be seen whole; white space before a member. Strings that pass or are left out have no limit. */
  readonly tokenBytesMax: number;
  readonly nameBytesMax: number;
  readonly numberBytesMax: number;
  /** Members of one object. */
  readonly membersMax: number;
  /** All bytes that come in. */
  readonly bodyBytesMax: number;
  /** A record that is held for its decision, as it would come out. */
  readonly recordBytesMax: number;
}

/** 512 levels are what PostgreSQL's and most other parsers take without a thought; the rest is sized for 64 MB a body. */
export const defaultLimits: JsonLimits = {
  depthMax: 512,
  tokenBytesMax: 1 << 20,
  nameBytesMax: 4_096,
  numberBytesMax: 4_096,
  membersMax: 65_536,
  bodyBytesMax: 2 ** 40,
  recordBytesMax: 4 << 20,
};
