/**
 * Categories are paths in a tree, from the general to the particular: `user` > `user.contact` > `user.contact.email`.
 * A category covers itself and everything below it, nothing else: `user.con` does not cover `user.contact`.
 */
export function categoryCovers(category: string, field: string): boolean {
  return field === category || (field.length > category.length && field.startsWith(`${category}.`));
}

/** A category as it may be written: lower-case words of letters, digits and underscores, joined by dots. */
const categoryPattern = /^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)*$/;

/** PostgreSQL has no say in this limit: it is what still fits a line of a report. */
const categoryCharactersMax = 200;

/** Why `text` can't be a category; null when it can. Whether anybody knows it is another question: see `unknownCategoryHint`. */
export function categoryProblem(text: string): string | null {
  if (text.length > categoryCharactersMax) return `a category has at most ${categoryCharactersMax} characters`;
  if (categoryPattern.test(text)) return null;
  return 'a category is lower-case words joined by dots, such as `user.contact.email`';
}

/** The category itself, then each that covers it, the most specific first: `a.b.c`, `a.b`, `a`. */
export function categoryAndAncestors(category: string): readonly string[] {
  const words = category.split('.');
  return words.map((_, index) => words.slice(0, words.length - index).join('.'));
}
