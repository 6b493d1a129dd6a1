const nameCharactersMax = 63;

/**
 * A name as it stands in a message: in backticks, on one line, of bounded length. A purpose is said by the caller, so it may
 * hold anything.
 */
export function printName(name: string): string {
  const line = name.replace(/[\p{C}\p{Zl}\p{Zp}`]/gu, '?');
  return `\`${line.length > nameCharactersMax ? `${line.slice(0, nameCharactersMax)}…` : line}\``;
}

/** Several names, in the order given. */
export function printNames(names: Iterable<string>): string {
  return [...names].map(printName).join(', ');
}
