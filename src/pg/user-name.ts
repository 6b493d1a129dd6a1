/** What the user name of a connection says. */
export interface UserName {
  readonly principal: string;
  /** Null when none is said. */
  readonly purpose: string | null;
}

/** Reads `principal` or `principal/purpose`. The last slash divides: a purpose has none. */
export function parseUserName(user: string): UserName {
  const slash = user.lastIndexOf('/');
  if (slash <= 0 || slash === user.length - 1) return { principal: user, purpose: null };
  return { principal: user.slice(0, slash), purpose: user.slice(slash + 1) };
}
