/**
 * Categories are paths in a tree, from the general to the particular: `user` > `user.contact` > `user.contact.email`.
 * A category covers itself and everything below it, nothing else: `user.con` does not cover `user.contact`.
 */
export function categoryCovers(category: string, field: string): boolean {
  return field === category || (field.length > category.length && field.startsWith(`${category}.`));
}

/** May a category be written so? Lower-case words joined by dots. Whether anybody knows it: see `unknownCategoryHint`. */
export function isCategory(text: string): boolean {
  return /^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)*$/.test(text);
}

/** The category itself, then each that covers it, the most specific first: `a.b.c`, `a.b`, `a`. */
export function categoryAndAncestors(category: string): readonly string[] {
  const words = category.split('.');
  return words.map((_, index) => words.slice(0, words.length - index).join('.'));
}
