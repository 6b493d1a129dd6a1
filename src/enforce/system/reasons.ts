/** Turns names listed under their reason into reasons by name. */
export function reasons(byReason: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(byReason).flatMap(([reason, names]) => names.map((name) => [name, reason] as const)));
}
