/** Texts of about so many words, each of another kind. `tag` is in it: texts with other tags are not the same. */
export type SampleText = (words: number, tag: string) => string;

const many = (count: number, one: (at: number) => string, separator = ', ') =>
  Array.from({ length: count }, (_, at) => one(at)).join(separator);

/**
 * What makes planning do much of one thing: constants, columns, names, calls, levels, relations, statements. A kind that takes
 * more than the others in a process that has planned these is missing here.
 */
export const sampleTexts: readonly SampleText[] = [
  (words, tag) => `SELECT id AS ${tag} FROM people WHERE id IN (${many(words / 2, String)})`,
  (words, tag) => `SELECT id AS ${tag} FROM people WHERE ${many(words / 4, (at) => `city = 'c${at}'`, ' OR ')}`,
  (words, tag) => `SELECT id AS ${tag}, ${many(words / 4, () => `email, "city"`)} FROM people`,
  (words, tag) =>
    `SELECT ${many(words / 8, (at) => `id AS ${tag}${at}`)} FROM people ORDER BY ${many(words / 4, (at) => `${tag}${at}`)}`,
  (words, tag) => `SELECT 1 AS ${tag} FROM people GROUP BY ${many(words / 4, () => 'id, city')}`,
  (words, tag) => `SELECT ${many(words / 10, () => `lower(city), ROW(id, 1)`)} FROM people AS ${tag}`,
  (words, tag) => `SELECT CASE ${many(words / 6, (at) => `WHEN id = ${at} THEN ${at}`, ' ')} END AS ${tag} FROM people`,
  (words, tag) =>
    `SELECT 1 AS ${tag} FROM people WHERE ${many(words / 130, () => `${'lower('.repeat(40)}city${')'.repeat(40)} = 'x'`, ' AND ')}`,
  (words, tag) => `SELECT 1 AS ${tag} FROM ${many(words / 8, (at) => `generate_series(1, 2) g${at}`)}`,
  (words, tag) =>
    `SELECT 1 AS ${tag} FROM people p ${many(words / 10, (at) => `JOIN people q${at} ON q${at}.id = p.id`, ' ')}`,
  (words, tag) => `SELECT 1 AS ${tag} FROM people ${many(words / 8, (at) => `NATURAL JOIN people p${at}`, ' ')}`,
  (words, tag) =>
    `SELECT 1 AS ${tag} FROM people c ${many(words / 16, (at) => `, LATERAL (SELECT id FROM people WHERE id = c.id) l${at}`, '')}`,
  (words, tag) => many(words / 8, (at) => `DECLARE ${tag}${at} CURSOR FOR SELECT * FROM people`, ';'),
  (words, tag) =>
    `SELECT '${'é漢'.repeat(20)}' AS ${tag}, ${many(words / 2, (at) => `'${'é漢'.repeat(20)}${at}'`)} FROM people`,
];
