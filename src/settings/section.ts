import { z } from 'zod';

/**
 * A map with fixed keys: any other key is an issue that names the nearest known one. All sections are made of these.
 */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  });
}

/** The keys that the section of an `unrecognized_keys` issue knows: `section` leaves them in its message. */
export function knownKeys(issue: { readonly message: string }): string[] {
  return issue.message.split(' ');
}

/** A map of names to entries of one kind, as a Map whose entries know their name. */
export function named<Entry extends z.ZodType<object>>(entry: Entry, what: string) {
  return z
    .record(nameText(what), entry)
    .transform(
      (entries): ReadonlyMap<string, z.output<Entry> & { readonly name: string }> =>
        new Map(Object.entries(entries).map(([name, value]) => [name, { ...(value as z.output<Entry>), name }])),
    );
}

/** A name that can stand in a user name, a setting's value and a metric's label: no spaces, slashes, colons or quotes. */
export function nameText(what: string) {
  return z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,62}$/, {
    error: `the name of a ${what} has up to 63 letters, digits and \`_ . @ -\``,
  });
}
